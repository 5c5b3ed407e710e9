package org.fscachesim.kernel.store.directory;

/// The right to use a descriptor until it is given back with [#close].
final class DescriptorLease implements AutoCloseable {
  private final Object lock;
  private final Descriptor descriptor;

  DescriptorLease(Object lock, Descriptor descriptor) {
    this.lock = lock;
    this.descriptor = descriptor;
  }

  int fd() {
    return descriptor.fd();
  }

  boolean isWritable() {
    return descriptor.isWritable();
  }

  @Override
  public void close() {
    synchronized (lock) {
      descriptor.unuse();
    }
  }
}
