package org.fscachesim.kernel.store;

/// The kinds of operation of a store, for telling it which one shall fail.
public enum StoreOperation {
  STATFS,
  SYNC,
  LOOKUP,
  CREATE,
  MKDIR,
  SYMLINK,
  READLINK,
  TMPFILE,
  LINK,
  UNLINK,
  RMDIR,
  RENAME,
  LIST,
  STAT,
  TOUCH_ATIME,
  SET_MODE,
  GET_XATTR,
  SET_XATTR,
  REMOVE_XATTR,
  LIST_XATTRS,
  OPEN,
  READ,
  WRITE,
  SEEK,
  TRUNCATE,
  PUNCH_HOLE,
  ZERO_RANGE,
  ALLOCATE,
  FILE_SYNC
}
