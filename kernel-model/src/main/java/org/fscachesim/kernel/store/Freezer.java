package org.fscachesim.kernel.store;

import org.fscachesim.kernel.ErrnoException;

/// Who may freeze a filesystem, for a backup, say.
///
/// On a frozen filesystem all operations that change something wait; times of access stay as they
/// are. What vanishes when it is closed or unmarked still does.
///
/// Kernel: fs/super.c (freeze_super, thaw_super)
public interface Freezer {

  /// Keeps everybody from changing anything, and waits for those who are about to. EBUSY when it is
  /// frozen.
  void freeze() throws ErrnoException;

  /// Lets everybody go on. EINVAL when it is not frozen.
  void thaw() throws ErrnoException;
}
