package org.fscachesim.scenario;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// The process of a daemon, with its device and with the descriptors that came with messages. Its
/// calls are for tasks of the process.
public class DaemonProcess {
  private final UserProcess process;
  private final SystemCalls system;
  private final DaemonMemory memory;
  private final Map<Integer, Integer> descriptors = new LinkedHashMap<>();
  private int device = -1;
  private long lastId;

  protected DaemonProcess(UserProcess process) {
    this.process = process;
    this.system = new SimulatedSystem(process);
    this.memory = new DaemonMemory(process.kernel());
  }

  public UserProcess process() {
    return process;
  }

  public SystemCalls system() {
    return system;
  }

  public int device() {
    return device;
  }

  protected DaemonMemory memory() {
    return memory;
  }

  public void openDevice() throws ErrnoException {
    device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
  }

  /// Takes an open device over.
  public void adopt(int fd) {
    device = fd;
  }

  /// @param command which binds, `bind` or `bind ondemand`
  public void bind(String directory, String command) throws ErrnoException {
    openDevice();
    for (String line : List.of("dir " + directory, "tag t", command)) {
      write(line);
    }
  }

  public void write(String command) throws ErrnoException {
    system.write(device, World.text(command));
  }

  /// Reads the device once; null when nothing is there.
  public @Nullable DaemonMessage read() throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
    return system.read(device, buffer) == 0 ? null : took(DaemonMessage.decode(buffer.flip()));
  }

  /// Reads the device once, into memory of a special kind.
  public void readInto(UserBuffer memory) throws ErrnoException {
    KernelFile file = process.files().get(device);
    try {
      file.read(memory);
    } finally {
      file.put();
    }
  }

  /// Waits for a message and reads it; null when none comes.
  ///
  /// @param timeout milliseconds; -1 to wait for ever
  public @Nullable DaemonMessage next(long timeout) throws ErrnoException {
    while (system.poll(device, PollEvents.POLLIN, timeout) != 0) {
      DaemonMessage message = read();
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /// Remembers what a message brought.
  protected DaemonMessage took(DaemonMessage message) {
    memory.change();
    lastId = Math.max(lastId, message.id());
    if (message instanceof DaemonMessage.Open open) {
      descriptors.put(open.objectId(), open.fd());
    }
    return message;
  }

  /// The largest number of a message that was read so far.
  public long lastId() {
    memory.look();
    return lastId;
  }

  /// The objects for which there are descriptors.
  public List<Integer> objects() {
    memory.look();
    return List.copyOf(descriptors.keySet());
  }

  /// The descriptor of an object; -1 when there is none.
  public int descriptor(int object) {
    memory.look();
    return descriptors.getOrDefault(object, -1);
  }

  /// Closes the descriptor of an object, if there is one.
  public void closeObject(int object) throws ErrnoException {
    memory.change();
    Integer fd = descriptors.remove(object);
    if (fd != null) {
      system.close(fd);
    }
  }

  public void complete(int fd, long id) throws ErrnoException {
    system.ioctl(fd, SystemCalls.READ_COMPLETE, id);
  }

  /// Closes the device only.
  public void closeDevice() throws ErrnoException {
    system.close(device);
  }
}
