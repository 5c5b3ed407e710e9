package org.fscachesim.cachefiles;

/// The classes of operations that can be made to fail.
///
/// Source: spec/cachefiles.md §14
public enum Injection {
  READ,
  WRITE,
  REMOVE
}
