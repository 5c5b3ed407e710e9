package org.fscachesim.scenario.replay;

import java.util.function.Consumer;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Header;

/// Boots stages.
@FunctionalInterface
public interface StageFactory {
  /// Boots a kernel with an empty cache filesystem; called in the machine's main task.
  ///
  /// @param version what to boot
  /// @param header the size of the disk, the kind of filesystem, and what the network server holds
  /// @param guest where the files of the network server are
  /// @throws UnsupportedStep when the transcript asks for something that cannot be booted
  Stage boot(Machine machine, KernelVersion version, Header header, GuestFiles guest);

  /// The same stages, with tracing on from the beginning.
  ///
  /// @param reader told of each event by the task that hits the tracepoint; may neither wait nor
  ///   touch models
  default StageFactory traced(Consumer<TraceBuffer.Entry> reader) {
    return (machine, version, header, guest) -> {
      Stage stage = boot(machine, version, header, guest);
      stage.kernel().trace().follow(reader);
      stage.kernel().trace().turn(true);
      return stage;
    };
  }
}
