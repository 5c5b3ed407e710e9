package org.fscachesim.scenario.cli;

import java.io.IOException;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.record.HostRecording;
import org.fscachesim.scenario.script.GuestFiles;

/// What `record` asks the machine that it runs on.
interface RecordingHost {
  /// Whether the device node is there.
  boolean hasDevice();

  /// Whether this user may do everything.
  boolean isRoot();

  /// Opens and closes the device.
  ///
  /// @throws ErrnoException EBUSY when a daemon has it
  void tryDevice() throws ErrnoException;

  /// A new recording.
  HostRecording recording(GuestFiles guest) throws IOException;

  /// The machine itself.
  final class ThisMachine implements RecordingHost {
    @Override
    public boolean hasDevice() {
      return HostSystem.hasDevice();
    }

    @Override
    public boolean isRoot() {
      return LibC.geteuid() == 0;
    }

    @Override
    public void tryDevice() throws ErrnoException {
      SystemCalls system = new HostSystem();
      system.close(system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE));
    }

    @Override
    public HostRecording recording(GuestFiles guest) throws IOException {
      return new HostRecording(guest);
    }
  }
}
