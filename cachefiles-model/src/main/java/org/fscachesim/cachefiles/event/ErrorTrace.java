package org.fscachesim.cachefiles.event;

import java.util.Locale;

/// Which operation on the cache's filesystem failed.
///
/// Kernel: include/trace/events/cachefiles.h (enum cachefiles_error_trace)
public enum ErrorTrace {
  FALLOCATE,
  GETXATTR,
  LINK,
  LOOKUP,
  MKDIR,
  NOTIFY_CHANGE,
  OPEN,
  READ,
  REMXATTR,
  RENAME,
  SEEK,
  SETXATTR,
  STATFS,
  TMPFILE,
  TRUNC,
  UNLINK,
  WRITE;

  /// The word that the trace event shows.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
