package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.kernel.task.StoreBuffers;
import org.jspecify.annotations.Nullable;

/// Barriers between the memory accesses of one task. They matter on a machine with a [MemoryModel]
/// that lets stores be seen late.
///
/// Kernel: include/asm-generic/barrier.h
public final class Barriers {
  private Barriers() {}

  /// All stores so far are seen before anything that follows: smp_mb.
  public static void full(Kernel kernel) {
    @Nullable StoreBuffers stores = kernel.machine().stores();
    if (stores != null) {
      stores.drain();
    }
  }

  /// All stores so far are seen before all stores that follow: smp_wmb.
  public static void write(Kernel kernel) {
    @Nullable StoreBuffers stores = kernel.machine().stores();
    if (stores != null) {
      stores.order();
    }
  }
}
