package org.fscachesim.netfs.erofs;

import com.google.common.collect.ImmutableSet;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Refcount;
import org.jspecify.annotations.Nullable;

/// A blob: one cookie, in use from the moment it is acquired until the last mount lets go.
///
/// It is never brought into use a second time, so after its cache was withdrawn a mount can read no
/// more, even when a cache comes back.
///
/// Kernel: fs/erofs/internal.h (struct erofs_fscache)
final class Blob extends KernelObject {
  /// The name under which the ledger counts it.
  static final String TYPE = "erofs blob";

  private final String name;
  private final @Nullable Domain domain;
  private final Cookie cookie;
  private final Refcount mounts;

  private Blob(Kernel kernel, String name, @Nullable Domain domain, Cookie cookie) {
    super(kernel, TYPE);
    this.name = name;
    this.domain = domain;
    this.cookie = cookie;
    this.mounts = new Refcount(kernel, "mounts of blob " + name, 1);
  }

  /// Acquires the cookie and starts its lookup, which is what sends OPEN; does not wait for it.
  ///
  /// @throws ErrnoException `EINVAL` fscache refused
  ///
  ///   Kernel: fs/erofs/fscache.c (erofs_fscache_acquire_cookie)
  static Blob acquire(
      Kernel kernel, Fscache fscache, Volume volume, String name, @Nullable Domain domain)
      throws ErrnoException {
    Cookie cookie =
        fscache.acquireCookie(volume, ImmutableSet.of(Advice.WANT_CACHE_SIZE), name, null, 0);
    if (cookie == null) {
      kernel.log().error("erofs: no cookie for blob " + name);
      throw Errno.EINVAL.exception();
    }
    cookie.use(false);
    Blob blob = new Blob(kernel, name, domain, cookie);
    ErofsInvariants.tell(kernel, c -> c.acquired(blob));
    return blob;
  }

  String name() {
    return name;
  }

  @Nullable Domain domain() {
    return domain;
  }

  Cookie cookie() {
    checkAlive();
    return cookie;
  }

  /// The cookie, without a scheduling point: for checkers only.
  Cookie peekCookie() {
    return cookie;
  }

  /// Another mount shares it.
  void share() {
    mounts.incAndGet();
  }

  /// A mount lets go; whether it was the last.
  boolean unshare() {
    return mounts.decAndTest();
  }

  /// Kernel: fs/erofs/fscache.c (erofs_fscache_relinquish_cookie)
  void relinquish() {
    ErofsInvariants.tell(kernel(), c -> c.relinquishing(this));
    cookie.unuse();
    cookie.relinquish(false);
    free("unmounted");
  }

  @Override
  protected String objectName() {
    return name;
  }
}
