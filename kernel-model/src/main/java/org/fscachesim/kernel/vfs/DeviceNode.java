package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.ErrnoException;

/// A device special file: what open(2) of its path does.
@FunctionalInterface
public interface DeviceNode {
  /// Opens the device for the process of the current task.
  KernelFile open(UserProcess process, OpenFlags flags) throws ErrnoException;
}
