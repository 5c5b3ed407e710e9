package org.fscachesim.cachefiles.daemon;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// What the daemon has said about the cache that it wants to bind. Guarded by the command mutex.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache, rootdirname, tag, secctx)
public final class BindSettings {
  /// The tag of a cache that was given none.
  private static final String DEFAULT_TAG = "CacheFiles";

  private CullLimits files = CullLimits.DEFAULT;
  private CullLimits blocks = CullLimits.DEFAULT;
  private @Nullable String directory;
  private volatile @Nullable String tag;
  private @Nullable String securityContext;

  /// The limits of free files.
  public CullLimits files() {
    return files;
  }

  void setFiles(CullLimits limits) {
    files = limits;
  }

  /// The limits of free blocks.
  public CullLimits blocks() {
    return blocks;
  }

  void setBlocks(CullLimits limits) {
    blocks = limits;
  }

  @Nullable String directory() {
    return directory;
  }

  /// @throws ErrnoException `EEXIST` when there is one
  void setDirectory(String path) throws ErrnoException {
    if (directory != null) {
      throw Errno.EEXIST.exception();
    }
    directory = path;
  }

  /// The name under which fscache knows the cache; null before bind when none was given.
  public @Nullable String tag() {
    return tag;
  }

  /// @throws ErrnoException `EEXIST` when there is one
  void setTag(String name) throws ErrnoException {
    if (tag != null) {
      throw Errno.EEXIST.exception();
    }
    tag = name;
  }

  /// The tag, which from here on is the default one if none was given.
  String tagOrDefault() {
    String given = tag;
    if (given == null) {
      given = DEFAULT_TAG;
      tag = given;
    }
    return given;
  }

  @Nullable String securityContext() {
    return securityContext;
  }

  void setSecurityContext(String context) {
    securityContext = context;
  }
}
