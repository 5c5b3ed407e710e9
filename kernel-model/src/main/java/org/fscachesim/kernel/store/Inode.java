package org.fscachesim.kernel.store;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Mutex;
import org.jspecify.annotations.Nullable;

/// An inode of a [BackingStore], as the kernel holds it in memory.
///
/// While anybody references an inode there is exactly one object for it, so identity (`==`) tells
/// whether two names lead to the same file. The in-use mark lives on this object and never on disk:
/// it is how a cache keeps others (another cache on the same directory, rmdir) away from a file or
/// directory that it works with. An inode number may be given to a new file after the old one has
/// gone; the new file then has a new object, unmarked.
///
/// Kernel: include/linux/fs.h (struct inode, S_KERNEL_FILE)
public abstract class Inode {
  private final AtomicBoolean inUse = new AtomicBoolean();
  private final AtomicReference<@Nullable Mutex> lock = new AtomicReference<>();

  /// The lock of this inode in memory (`i_rwsem`): whoever changes a directory, or the in-use mark,
  /// holds it. A child is locked below its parent with `lockNested("child")`.
  ///
  /// Kernel: include/linux/fs.h (inode_lock)
  public final Mutex lock(Kernel kernel) {
    Mutex present = lock.get();
    if (present != null) {
      return present;
    }
    Mutex made = new Mutex(kernel, "inode");
    Mutex other = lock.compareAndExchange(null, made);
    return other == null ? made : other;
  }

  /// The store it belongs to.
  public abstract BackingStore store();

  /// The inode's number, unique in the store while the file exists.
  public abstract long number();

  /// What it is; never changes.
  public abstract FileType type();

  /// Whether it is a directory.
  public final boolean isDirectory() {
    return type() == FileType.DIRECTORY;
  }

  /// Whether it is a regular file.
  public final boolean isRegular() {
    return type() == FileType.REGULAR;
  }

  /// Whether somebody in the kernel works with it.
  public final boolean isInUse() {
    return inUse.get();
  }

  /// Sets the in-use mark. False, and nothing changed, when it was set already.
  ///
  /// Kernel: fs/cachefiles/namei.c (\_\_cachefiles_mark_inode_in_use)
  public final boolean testAndMarkInUse() {
    boolean marked = inUse.compareAndSet(false, true);
    if (marked) {
      inUseChanged(true);
    }
    return marked;
  }

  /// Clears the in-use mark.
  public final void clearInUse() {
    if (inUse.compareAndSet(true, false)) {
      inUseChanged(false);
    }
  }

  /// Tells the store that the mark was set or cleared: a store that would forget objects must keep
  /// a marked one.
  protected void inUseChanged(boolean marked) {}

  @Override
  public String toString() {
    return type().name().toLowerCase(Locale.ROOT)
        + " inode "
        + number()
        + (isInUse() ? " (in use)" : "");
  }
}
