package org.fscachesim.scenario.explore;

import java.util.List;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Eight bits of who could go on at a choice, and what each was about to do.
final class Digest {
  private Digest() {}

  static byte of(List<Task> runnable) {
    int hash = 1;
    for (Task task : runnable) {
      hash = 31 * hash + task.id();
      @Nullable Operation pending = task.pending();
      if (pending != null) {
        hash = 31 * hash + kind(pending);
        hash = 31 * hash + pending.resource().label().hashCode();
      }
    }
    return fold(hash);
  }

  static byte of(String question, int n) {
    return fold(31 * question.hashCode() + n);
  }

  private static byte fold(int hash) {
    int mixed = hash * 0x9E3779B1;
    return (byte) (mixed >>> 24);
  }

  /// A number for each kind of operation.
  static int kind(Operation operation) {
    return switch (operation) {
      case Operation.Touch t -> t.access().ordinal();
      case Operation.Acquire _ -> 3;
      case Operation.Wait _ -> 4;
      case Operation.Wake _ -> 5;
      case Operation.Sleep _ -> 6;
      case Operation.Start _ -> 7;
    };
  }

  /// What [#of(List)] is made of, in words.
  static String describe(List<Task> runnable) {
    StringBuilder out = new StringBuilder();
    for (Task task : runnable) {
      @Nullable Operation pending = task.pending();
      out.append(out.isEmpty() ? "" : ", ")
          .append(task)
          .append(pending == null ? " could run" : " could " + pending.describe());
    }
    return out.toString();
  }
}
