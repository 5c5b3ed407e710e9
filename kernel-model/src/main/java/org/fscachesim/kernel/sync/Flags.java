package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.StoreBuffers;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A word of flag bits, each changed on its own: set_bit, test_and_clear_bit, wait_on_bit.
///
/// Bit n belongs to the enum constant with ordinal n.
///
/// Kernel: include/linux/bitops.h, kernel/sched/wait_bit.c
public final class Flags<E extends Enum<E>> implements StoreBuffers.Cell<Long> {
  private final Kernel kernel;
  private final String name;
  private final Class<E> type;
  private final AtomicLong bits = new AtomicLong();
  private final WaitQueue queue;
  private final @Nullable KernelObject owner;

  public Flags(Kernel kernel, String name, Class<E> type) {
    this(kernel, name, type, null);
  }

  /// @param owner what the word is a part of: to touch a flag is to touch it
  public Flags(Kernel kernel, String name, Class<E> type, @Nullable KernelObject owner) {
    this.kernel = kernel;
    this.owner = owner;
    this.name = name;
    this.type = type;
    KernelBug.check(
        type.getEnumConstants().length <= Long.SIZE,
        () -> name + " has more flags than a word has bits");
    this.queue = new WaitQueue(kernel, name);
  }

  private static long bit(Enum<?> flag) {
    return 1L << flag.ordinal();
  }

  private void reach(Operation.Access access) {
    kernel.machine().reach(this, access);
    if (owner != null) {
      owner.checkAliveHere();
    }
  }

  public boolean test(E flag) {
    return (bits() & bit(flag)) != 0;
  }

  /// The whole word.
  public long bits() {
    reach(Operation.Access.READ);
    return peek();
  }

  /// The whole word, without a scheduling point: for reports and checkers only.
  public long peek() {
    StoreBuffers stores = kernel.machine().stores();
    return stores == null ? bits.get() : stores.load(this, bits.get());
  }

  /// Whether a flag is set, without a scheduling point: for reports and checkers only.
  public boolean peek(E flag) {
    return (peek() & bit(flag)) != 0;
  }

  /// Sets. No barrier: set_bit.
  public void set(E flag) {
    if (!stored(b -> b | bit(flag))) {
      reach(Operation.Access.WRITE);
      getAndSet(bit(flag));
    }
  }

  /// Clears. No barrier: clear_bit.
  public void clear(E flag) {
    if (!stored(b -> b & ~bit(flag))) {
      reach(Operation.Access.WRITE);
      getAndClear(bit(flag));
    }
  }

  /// Where memory is weak, a bit operation without a result is a store like any other.
  private boolean stored(UnaryOperator<Long> effect) {
    StoreBuffers stores = kernel.machine().stores();
    if (stores == null || !stores.isWeak()) {
      return false;
    }
    stores.store(this, effect, false);
    return true;
  }

  @Override
  public void change(UnaryOperator<Long> effect) {
    bits.updateAndGet(effect::apply);
  }

  /// Sets; whether it was set before.
  public boolean testAndSet(E flag) {
    reach(Operation.Access.WRITE);
    return (getAndSet(bit(flag)) & bit(flag)) != 0;
  }

  /// Clears; whether it was set before.
  public boolean testAndClear(E flag) {
    reach(Operation.Access.WRITE);
    return (getAndClear(bit(flag)) & bit(flag)) != 0;
  }

  private long getAndSet(long bit) {
    return bits.getAndAccumulate(bit, (b, mask) -> b | mask);
  }

  private long getAndClear(long bit) {
    return bits.getAndAccumulate(bit, (b, mask) -> b & ~mask);
  }

  /// Sets or clears.
  public void assign(E flag, boolean value) {
    if (value) {
      set(flag);
    } else {
      clear(flag);
    }
  }

  /// Clears, with a full barrier, and wakes those in [#awaitClear(Enum)].
  ///
  /// Kernel: include/linux/wait_bit.h (clear_and_wake_up_bit)
  public void clearAndWake(E flag) {
    clear(flag);
    Barriers.full(kernel);
    wake();
  }

  /// As [#clearAndWake(Enum)] without the barrier: the look for waiters may overtake the store that
  /// they wait for, and whoever begins to wait in between sees the bit still set, and is not seen.
  public void clearAndWakeUnordered(E flag) {
    boolean awaited = isAwaited();
    clear(flag);
    if (awaited) {
      wake();
    }
  }

  /// Wakes those in [#awaitClear(Enum)], who look again. No barrier stands before the look for
  /// waiters, so the store that they wait for must have been seen: wake_up_bit.
  public void wake() {
    StoreBuffers stores = kernel.machine().stores();
    if (stores == null || !stores.isWeak() || queue.isActive()) {
      queue.wakeAll();
    }
  }

  /// Whether somebody waits for any of these flags: waitqueue_active.
  public boolean isAwaited() {
    return queue.isActive();
  }

  /// Waits, not to be interrupted, until the flag is clear.
  public void awaitClear(E flag) {
    queue.await(() -> !test(flag), flag.name() + " clear");
  }

  /// As [#awaitClear(Enum)], until `deadlineNanos`; whether it is clear.
  public boolean awaitClearUntil(E flag, long deadlineNanos) {
    return queue.awaitUntil(() -> !test(flag), flag.name() + " clear", deadlineNanos);
  }

  /// As [#awaitClear(Enum)], but a fatal signal ends it; whether it is clear.
  public boolean awaitClearKillable(E flag) {
    return queue.awaitKillable(() -> !test(flag), flag.name() + " clear");
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    StringBuilder out = new StringBuilder(name).append(" (");
    String separator = "";
    for (E flag : type.getEnumConstants()) {
      if ((bits.get() & bit(flag)) != 0) {
        out.append(separator).append(flag.name());
        separator = "|";
      }
    }
    return out.append(')').toString();
  }

  @Override
  public String toString() {
    return describe();
  }
}
