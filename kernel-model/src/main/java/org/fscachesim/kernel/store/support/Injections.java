package org.fscachesim.kernel.store.support;

import java.util.EnumMap;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.store.StoreOperation;
import org.jspecify.annotations.Nullable;

/// Which operations shall fail next, and how.
public final class Injections {
  private record Armed(Errno errno, int times) {}

  private final Map<StoreOperation, Armed> armed = new EnumMap<>(StoreOperation.class);

  /// Arms `operation` to fail `times` times; 0 disarms it.
  public synchronized void arm(StoreOperation operation, Errno errno, int times) {
    if (times < 0) {
      throw new IllegalArgumentException("times (" + times + ") must not be negative");
    }
    if (times == 0) {
      armed.remove(operation);
    } else {
      armed.put(operation, new Armed(errno, times));
    }
  }

  /// The error with which `operation` has to fail, of which one of its times is taken away; null
  /// when it is not armed.
  public synchronized @Nullable Errno take(StoreOperation operation) {
    @Nullable Armed next = armed.get(operation);
    if (next == null) {
      return null;
    }
    arm(operation, next.errno, next.times - 1);
    return next.errno;
  }
}
