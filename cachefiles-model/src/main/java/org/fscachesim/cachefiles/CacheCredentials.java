package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;

/// With whose rights the cache accesses its filesystem: the daemon's at bind, with the label and
/// the owner of the cache directory for what it creates.
///
/// The filesystems here ask for no rights; what is modelled is that it is taken and dropped.
///
/// Kernel: fs/cachefiles/security.c
public final class CacheCredentials extends KernelObject {
  public CacheCredentials(Kernel kernel) {
    super(kernel, "cachefiles credentials");
  }

  void put() {
    free("put");
  }

  @Override
  protected String objectName() {
    return "of a cache";
  }
}
