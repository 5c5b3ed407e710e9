package org.fscachesim.kernel.store;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// A mounted filesystem that can hold a cache directory.
///
/// All operations fail with an [ErrnoException]. Beside the errors named at each: EIO when the
/// medium fails, ESTALE when an inode of a host directory was taken away from outside, EROFS from
/// everything that changes something while the store is read-only, and whatever was armed with
/// [#inject]. Operations on a directory give ENOTDIR when the inode is none, and, when they take a
/// name:
///
/// | name | error |
/// |---|---|
/// | empty, `.`, `..`, or with `/` or a NUL inside | EACCES |
/// | longer than 255 bytes | ENAMETOOLONG |
/// | anything, when the directory itself was removed | ENOENT |
///
/// An inode of another store, or a name with a character above 255, is an error of the program:
/// [IllegalArgumentException].
///
/// Kernel: include/linux/fs.h (struct inode_operations, struct super_operations)
public interface BackingStore extends AutoCloseable {

  /// What the filesystem is and can do.
  StoreTraits traits();

  /// The root directory: always the same object.
  Inode root();

  /// The space at this moment.
  StatFs statfs() throws ErrnoException;

  /// Takes these numbers over for [#statfs]: from here on allocations and releases of this store
  /// move the free counts away from them. In a memory store they are also what is left before
  /// ENOSPC; in a directory of the host they steer culling and the host decides about ENOSPC.
  void setFreeCounts(StatFs counts);

  /// Writes everything to the medium.
  void sync() throws ErrnoException;

  /// Whether the superblock is read-only.
  boolean isReadOnly();

  /// Makes the superblock read-only or writable. EBUSY when it is to become read-only while files
  /// are open for writing, as all are that [#open] gave, and while it is frozen.
  ///
  /// Kernel: fs/namespace.c (sb_prepare_remount_readonly)
  void remount(boolean readOnly) throws ErrnoException;

  /// Makes the superblock read-only whatever is open, as a filesystem with `errors=remount-ro` does
  /// after an error of the medium: files that are open for writing fail with EROFS from then on.
  void turnReadOnly();

  /// A kernel has mounted it, whose machine is told from now on what operations touch.
  default void mountedIn(Kernel kernel) {}

  /// The means to freeze it, to be had once, before tasks run that are to meet it. EOPNOTSUPP for a
  /// directory of the host.
  Freezer freezer(Kernel kernel) throws ErrnoException;

  /// Asks for write access: waits until the filesystem is not frozen, and keeps it from being so
  /// until it is given back. Only [#setXattr] and [#removeXattr] do not ask by themselves: on a
  /// frozen filesystem they are a [org.fscachesim.kernel.KernelBug].
  ///
  /// Kernel: include/linux/fs.h (sb_start_write)
  Held startWrite();

  /// Lets the next `times` operations of that kind fail with `errno`, before they do anything. A
  /// later call for the same kind replaces what is left of an earlier one; 0 times disarms.
  void inject(StoreOperation operation, Errno errno, int times);

  /// The inode behind a name, or null when the directory has no such name. Symlinks are not
  /// followed.
  ///
  /// Kernel: fs/namei.c (lookup_one_len)
  @Nullable Inode lookup(Inode dir, String name) throws ErrnoException;

  /// A new, empty regular file. EEXIST, ENOSPC (no block or inode left), EPERM when the filesystem
  /// cannot be changed at all.
  ///
  /// @param mode permission bits, 0 to 07777; no umask is applied
  Inode create(Inode dir, String name, int mode) throws ErrnoException;

  /// A new, empty directory. Errors as [#create].
  Inode mkdir(Inode dir, String name, int mode) throws ErrnoException;

  /// A new symbolic link. Errors as [#create]; ENOENT for an empty target, ENAMETOOLONG for one of
  /// 4096 bytes and more, EINVAL for one with a NUL.
  Inode symlink(Inode dir, String name, String target) throws ErrnoException;

  /// Where a symbolic link points to; EINVAL when the inode is none.
  String readlink(Inode symlink) throws ErrnoException;

  /// A new regular file without a name: it vanishes when it is closed for the last time and not
  /// marked in use, unless it got a name with [#link]. EOPNOTSUPP when the filesystem has no
  /// tmpfiles, ENOSPC.
  Inode tmpfile(Inode dir, int mode) throws ErrnoException;

  /// Gives a file, or a tmpfile that has none yet, a further name. EEXIST, EPERM for a directory,
  /// ENOENT for a file whose last name was removed.
  void link(Inode file, Inode dir, String name) throws ErrnoException;

  /// Removes a name of anything but a directory. ENOENT, EISDIR. The file itself, with its space
  /// and its number, lives on while it is open or marked in use. Who merely holds its inode can go
  /// on with it in a memory store, as in the kernel; from a directory of the host he gets ESTALE.
  void unlink(Inode dir, String name) throws ErrnoException;

  /// Removes an empty directory. ENOENT, ENOTDIR, ENOTEMPTY, EBUSY while the directory's in-use
  /// mark is set.
  ///
  /// Kernel: fs/namei.c (vfs_rmdir)
  void rmdir(Inode dir, String name) throws ErrnoException;

  /// Moves a name, over an existing one if there is one. ENOENT, EISDIR or ENOTDIR when only one of
  /// the two is a directory, ENOTEMPTY, EINVAL into itself; nothing happens when both names lead to
  /// the same inode.
  void rename(Inode fromDir, String fromName, Inode toDir, String toName) throws ErrnoException;

  /// All names but `.` and `..`, sorted by their bytes.
  List<DirEntry> list(Inode dir) throws ErrnoException;

  /// The attributes at this moment.
  Stat stat(Inode inode) throws ErrnoException;

  /// Sets the access time to now; nothing happens while the store is read-only.
  void touchAtime(Inode inode) throws ErrnoException;

  /// Sets the permission bits, 0 to 07777. EOPNOTSUPP for what is neither file nor directory.
  void setMode(Inode inode, int mode) throws ErrnoException;

  /// The value of an extended attribute. ENODATA when there is none of that name, ERANGE when it is
  /// longer than `maxLength` bytes, EOPNOTSUPP when the filesystem or the name's prefix has none.
  ///
  /// Kernel: fs/xattr.c (vfs_getxattr)
  byte[] getXattr(Inode inode, String name, int maxLength) throws ErrnoException;

  /// Creates or replaces an extended attribute. ERANGE for an empty name or one of more than 255
  /// bytes, E2BIG for a value of more than 65536 bytes, ENOSPC for one that the filesystem cannot
  /// hold, EPERM for a `user.` attribute of what is neither file nor directory, EOPNOTSUPP.
  void setXattr(Inode inode, String name, byte[] value) throws ErrnoException;

  /// Removes an extended attribute. ENODATA when there is none of that name, EOPNOTSUPP.
  void removeXattr(Inode inode, String name) throws ErrnoException;

  /// The names of the `user.` attributes, sorted by their bytes. EOPNOTSUPP.
  List<String> listXattrs(Inode inode) throws ErrnoException;

  /// Opens a regular file for reading and writing. EISDIR, ELOOP for a symlink, ENXIO for other
  /// kinds, EROFS, EINVAL for direct I/O where the filesystem has none.
  OpenFile open(Inode file, boolean direct) throws ErrnoException;

  /// Opens a regular file for reading alone, which a read-only store allows, too, and which keeps
  /// no store from becoming one. What would change the file gives EBADF. Other errors as [#open].
  OpenFile openForReading(Inode file) throws ErrnoException;

  /// Gives up what the store holds of its host. Open files must have been closed before.
  @Override
  void close();
}
