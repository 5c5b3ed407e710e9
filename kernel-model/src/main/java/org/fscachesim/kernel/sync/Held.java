package org.fscachesim.kernel.sync;

/// A lock held for the length of a try block.
@FunctionalInterface
public interface Held extends AutoCloseable {
  @Override
  void close();
}
