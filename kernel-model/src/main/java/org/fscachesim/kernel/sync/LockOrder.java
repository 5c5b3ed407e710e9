package org.fscachesim.kernel.sync;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.CodeSite;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Learns in which order lock classes are taken, and fails at the first acquisition that would
/// close a circle, whether or not this run deadlocks in it. It names the classes, and for each
/// order the place in the code where the second lock was taken on top of the first.
///
/// What it does not see: orders between locks of one class, except that a task may not take a class
/// twice unless the second is named as a nested class.
///
/// Kernel: kernel/locking/lockdep.c
public final class LockOrder {
  /// Who took two locks in an order first, and where it took the second one.
  private record Taken(String task, @Nullable CodeSite site) {
    @Override
    public String toString() {
      return "by " + task + (site == null ? "" : " at " + site);
    }
  }

  private final Map<String, Map<String, Taken>> after = new ConcurrentHashMap<>();
  private final boolean places;

  /// @param places whether to note where in the code each order was taken
  public LockOrder(boolean places) {
    this.places = places;
  }

  /// Notes that `task` takes `lock` on top of what it holds.
  @SuppressWarnings("ReferenceEquality") // the same lock, not an equal one
  void acquiring(Task task, HeldLock lock) {
    for (HeldLock held : task.heldLocks()) {
      if (held == lock) {
        throw new KernelBug(
            Symptom.LOCKING, task + " takes " + lock.lockClass() + ", which it holds already");
      }
      String from = held.lockClass();
      String to = lock.lockClass();
      if (from.equals(to)) {
        throw new KernelBug(
            Symptom.LOCK_ORDER,
            "lock order: "
                + task
                + " takes a second lock of class "
                + to
                + " at "
                + CodeSite.here()
                + "; name the inner one with a nested class");
      }
      Map<String, Taken> known = after.get(from);
      if (known == null || !known.containsKey(to)) {
        learn(task, from, to);
      }
    }
  }

  /// One at a time, lest two tasks learn opposite orders at the same moment.
  private synchronized void learn(Task task, String from, String to) {
    checkNoCircle(task, from, to);
    Map<String, Taken> edges = after.computeIfAbsent(from, _ -> new ConcurrentHashMap<>(2));
    edges.put(to, new Taken(task.name(), places ? CodeSite.here() : null));
  }

  private void checkNoCircle(Task task, String from, String to) {
    if (!after.containsKey(to)) {
      return;
    }
    Map<String, String> cameFrom = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(to));
    while (!open.isEmpty()) {
      String at = open.removeFirst();
      for (String next : after.getOrDefault(at, ImmutableMap.of()).keySet()) {
        if (cameFrom.putIfAbsent(next, at) == null) {
          open.addLast(next);
        }
      }
    }
    if (cameFrom.containsKey(from)) {
      throw new KernelBug(
          Symptom.LOCK_ORDER,
          "lock order: "
              + task
              + " takes "
              + to
              + " while it holds "
              + from
              + " at "
              + CodeSite.here()
              + ", but the opposite order was seen: "
              + path(cameFrom, to, from));
    }
  }

  private String path(Map<String, String> cameFrom, String start, String end) {
    List<String> steps = new ArrayList<>();
    String at = end;
    while (true) {
      @Nullable String before = cameFrom.get(at);
      if (before == null) {
        break;
      }
      Taken seen = after.getOrDefault(before, ImmutableMap.of()).get(at);
      steps.addFirst(before + " then " + at + " (" + seen + ")");
      if (before.equals(start)) {
        break;
      }
      at = before;
    }
    return String.join(", ", steps);
  }
}
