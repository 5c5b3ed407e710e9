package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.ErrnoException;

/// A kind of client filesystem that mount(2) knows by name.
///
/// Kernel: include/linux/fs.h (struct file_system_type)
public interface FilesystemType {
  /// As mount(2) takes it, such as `erofs`.
  String name();

  /// Mounts.
  ///
  /// @param options the comma-separated option string, possibly empty
  ClientFilesystem mount(String source, String options) throws ErrnoException;
}
