package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// What an operation of fscache means here: its object, and the file that it began with.
///
/// Kernel: fs/cachefiles/internal.h (cachefiles_cres_object, cachefiles_cres_file)
final class Operations {
  private Operations() {}

  static Cookie cookie(CacheResources resources) {
    Cookie cookie = resources.cookie();
    if (cookie == null) {
      throw new KernelBug(Symptom.NULL_POINTER, "cachefiles: an operation without a cookie");
    }
    return cookie;
  }

  static CacheObject object(CacheResources resources) {
    if (cookie(resources).cachePriv() instanceof CacheObject object) {
      return object;
    }
    throw new KernelBug(
        Symptom.NULL_POINTER, "cachefiles: an operation on a cookie without an object");
  }

  /// The operation's file, null while it has none.
  static @Nullable CacheFile file(CacheResources resources) {
    return (CacheFile) resources.cachePriv2();
  }

  /// The operation's file; waits for the object if it has none yet.
  ///
  /// @throws ErrnoException `ENOBUFS` when there will be none
  static CacheFile fileFor(CacheResources resources, WantState want) throws ErrnoException {
    return file(resources) == null ? waitFor(resources, want) : requireFile(resources);
  }

  /// The operation's file, once the object is fit for it; it is not when the cache is dead.
  ///
  /// @throws ErrnoException `ENOBUFS` when it will not be
  static CacheFile waitFor(CacheResources resources, WantState want) throws ErrnoException {
    if (!resources.waitForOperation(want)) {
      throw Errno.ENOBUFS.exception();
    }
    return requireFile(resources);
  }

  private static CacheFile requireFile(CacheResources resources) throws ErrnoException {
    CacheFile file = file(resources);
    if (file == null) {
      throw Errno.ENOBUFS.exception();
    }
    return file;
  }
}
