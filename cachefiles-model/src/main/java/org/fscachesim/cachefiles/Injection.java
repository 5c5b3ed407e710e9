package org.fscachesim.cachefiles;

/// The classes of operations that can be made to fail.
public enum Injection {
  READ,
  WRITE,
  REMOVE
}
