package org.fscachesim.kernel.store;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
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
  private static final int IN_USE = 1;
  private static final int NO_ATIME = 2;

  // A plain word in the kernel (i_flags): who changes a bit of it holds the lock of the inode.
  private final AtomicInteger flags = new AtomicInteger();
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
    return has(IN_USE);
  }

  private boolean has(int flag) {
    return (flags.get() & flag) != 0;
  }

  /// Sets the in-use mark. False, and nothing changed, when it was set already.
  ///
  /// Kernel: fs/cachefiles/namei.c (\_\_cachefiles_mark_inode_in_use)
  public final boolean testAndMarkInUse() {
    boolean marked = (flags.getAndUpdate(word -> word | IN_USE) & IN_USE) == 0;
    if (marked) {
      inUseChanged(true);
    }
    return marked;
  }

  /// Clears the in-use mark.
  public final void clearInUse() {
    if ((flags.getAndUpdate(word -> word & ~IN_USE) & IN_USE) != 0) {
      inUseChanged(false);
    }
  }

  /// Clears the in-use mark as whoever does not hold the inode's lock does it: the word is read,
  /// changed and written back, and a flag that somebody sets meanwhile is lost.
  public final void clearInUseUnlocked(Kernel kernel) {
    kernel.machine().reach(word(), Operation.Access.READ);
    int seen = flags.get();
    kernel.machine().reach(word(), Operation.Access.WRITE);
    flags.set(seen & ~IN_USE);
    if ((seen & IN_USE) != 0) {
      inUseChanged(false);
    }
  }

  private Resource word() {
    return () -> "flags of " + this;
  }

  /// Whether its time of access stays as it is.
  ///
  /// Kernel: include/linux/fs.h (IS_NOATIME)
  public final boolean isNoAtime() {
    return has(NO_ATIME);
  }

  /// Keeps its time of access as it is from now on, as `chattr +A` does: in memory only.
  ///
  /// Kernel: fs/ioctl.c (vfs_fileattr_set), include/linux/fs.h (S_NOATIME)
  public final void setNoAtime(Kernel kernel) {
    try (Held _ = lock(kernel).hold()) {
      kernel.machine().reach(word(), Operation.Access.WRITE);
      flags.updateAndGet(word -> word | NO_ATIME);
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
