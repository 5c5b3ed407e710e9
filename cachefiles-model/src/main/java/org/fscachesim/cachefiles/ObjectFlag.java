package org.fscachesim.cachefiles;

/// The flag bits of an object; the bit number is the ordinal.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_object)
public enum ObjectFlag {
  /// Its file has no name yet.
  USING_TMPFILE
}
