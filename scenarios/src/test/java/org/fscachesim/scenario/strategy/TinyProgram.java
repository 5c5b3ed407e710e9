package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Barriers;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.RwSemaphore;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.kernel.task.RunPruned;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.PollTable;
import org.fscachesim.kernel.wait.WaitQueue;

/// A few tasks with a few operations each, on a handful of shared things.
///
/// @param actors what each task does, in order
record TinyProgram(List<List<Op>> actors) {
  /// One operation.
  enum Op {
    ADD_A,
    DOUBLE_A,
    READ_A,
    ADD_B,
    READ_B,
    LOCK_AND_ADD_A,
    LOCK_BOTH,
    LOCK_BOTH_BACKWARDS,
    TRY_LOCK,
    MUTEX_AND_ADD_B,
    SEMAPHORE_READ,
    SEMAPHORE_WRITE,
    COMPLETE,
    AWAIT,
    AWAIT_A_POSITIVE,
    AWAIT_A_POSITIVE_KILLABLE,
    AWAIT_A_POSITIVE_FOR_A_WHILE,
    POLL_QUEUE,
    WAKE,
    WAKE_ONE,
    DRAW,
    SLEEP,
    FAIL_IF_A_IS_TWO,
    SPAWN,
    JOIN_FIRST,
    KILL_FIRST,
    IS_KILLED,
    AWAIT_KILLABLE,
    SET_X,
    SET_Y,
    READ_X,
    READ_Y,
    BARRIER
  }

  /// What a search found.
  ///
  /// @param ends every final state or failure, with how often it came
  /// @param runs how many runs came to an end
  /// @param classes how many classes of schedules those were
  record Found(
      Map<String, Integer> ends,
      int runs,
      int pruned,
      Map<Long, Integer> classes,
      boolean complete) {}

  /// What all tasks share, and what each of them saw.
  private static final class World {
    final Kernel kernel;
    final AtomicCounter a;
    final AtomicCounter b;
    final SpinLock left;
    final SpinLock right;
    final Mutex mutex;
    final RwSemaphore semaphore;
    final Shared<Integer> x;
    final Shared<Integer> y;
    final Completion done;
    final WaitQueue queue;
    final List<StringBuilder> saw = new ArrayList<>();
    final List<Task> tasks = new ArrayList<>();
    int plain;
    int behindMutex;
    int behindSemaphore;

    World(Kernel kernel) {
      this.kernel = kernel;
      a = new AtomicCounter(kernel, "a", 0);
      b = new AtomicCounter(kernel, "b", 0);
      left = new SpinLock(kernel, "left");
      right = new SpinLock(kernel, "right");
      mutex = new Mutex(kernel, "mutex");
      semaphore = new RwSemaphore(kernel, "semaphore");
      x = new Shared<>(kernel, "x", 0);
      y = new Shared<>(kernel, "y", 0);
      done = new Completion(kernel, "done");
      queue = new WaitQueue(kernel, "queue");
    }

    void perform(int actor, Op op) {
      switch (op) {
        case ADD_A -> a.incrementAndGet();
        case DOUBLE_A -> a.addAndGet(a.get());
        case READ_A -> saw(actor, a.get());
        case ADD_B -> b.incrementAndGet();
        case READ_B -> saw(actor, b.get());
        case LOCK_AND_ADD_A -> {
          try (var _ = left.hold()) {
            plain = 3 * plain + actor;
            a.incrementAndGet();
          }
        }
        case LOCK_BOTH -> nest(left, right, actor);
        case LOCK_BOTH_BACKWARDS -> nest(right, left, actor);
        case TRY_LOCK -> {
          if (left.tryLock()) {
            plain = 3 * plain + actor;
            saw(actor, b.get());
            left.unlock();
          } else {
            saw(actor, -1);
          }
        }
        case MUTEX_AND_ADD_B -> {
          try (var _ = mutex.hold()) {
            behindMutex = 3 * behindMutex + actor;
            b.incrementAndGet();
          }
        }
        case SEMAPHORE_READ -> {
          try (var _ = semaphore.holdRead()) {
            saw(actor, behindSemaphore);
            saw(actor, b.get());
          }
        }
        case SEMAPHORE_WRITE -> {
          try (var _ = semaphore.holdWrite()) {
            behindSemaphore = 5 * behindSemaphore + actor;
            b.incrementAndGet();
          }
        }
        case COMPLETE -> done.complete();
        case AWAIT -> done.await();
        case AWAIT_A_POSITIVE -> queue.await(() -> a.get() > 0, "a > 0");
        case AWAIT_A_POSITIVE_KILLABLE ->
            saw(actor, queue.awaitKillable(() -> a.get() > 0, "a > 0") ? 1 : 0);
        case AWAIT_A_POSITIVE_FOR_A_WHILE -> {
          long deadline = kernel.nanos() + 1_000_000;
          saw(actor, queue.awaitUntil(() -> a.get() > 0, "a > 0", deadline) ? 1 : 0);
        }
        case POLL_QUEUE -> {
          try (PollTable table = new PollTable(kernel)) {
            table.register(queue);
            if (a.get() == 0) {
              table.sleepUntil(Long.MAX_VALUE);
            }
            saw(actor, a.get());
          }
        }
        case WAKE -> queue.wakeAll();
        case WAKE_ONE -> queue.wakeOne();
        case DRAW -> a.addAndGet(kernel.machine().choose("how much", 2));
        case SLEEP -> kernel.sleepMillis(actor);
        case FAIL_IF_A_IS_TWO -> {
          long seen = a.get();
          KernelBug.check(seen != 2, "a is 2 in " + actor);
        }
        case SPAWN -> kernel.spawn("child of " + actor, a::incrementAndGet);
        case JOIN_FIRST -> {
          if (actor != 0) {
            tasks.getFirst().join();
          }
        }
        case KILL_FIRST -> tasks.getFirst().kill();
        case IS_KILLED -> saw(actor, tasks.get(actor).isKilled() ? 1 : 0);
        case AWAIT_KILLABLE -> saw(actor, done.awaitKillable() ? 1 : 0);
        case SET_X -> x.setRelaxed(actor + 1);
        case SET_Y -> y.setRelaxed(actor + 1);
        case READ_X -> saw(actor, x.get());
        case READ_Y -> saw(actor, y.get());
        case BARRIER -> Barriers.full(kernel);
      }
    }

    private void nest(SpinLock outer, SpinLock inner, int actor) {
      try (var _ = outer.hold()) {
        if (inner.tryLock()) {
          plain = 7 * plain + actor;
          inner.unlock();
        } else {
          saw(actor, -2);
        }
      }
    }

    private void saw(int actor, long value) {
      saw.get(actor).append(value).append(',');
    }

    String state() {
      return String.join(
          " ",
          a.peek() + " " + b.peek(),
          plain + " " + behindMutex + " " + behindSemaphore,
          x.peek() + " " + y.peek(),
          saw.toString());
    }
  }

  /// Lets `search` run this until it has nothing left to try, or so many runs were made.
  Found explore(Search search, int mostRuns) {
    return explore(search, mostRuns, MemoryModel.SEQUENTIAL);
  }

  Found explore(Search search, int mostRuns, MemoryModel memory) {
    Map<String, Integer> ends = new TreeMap<>();
    Map<Long, Integer> classes = new TreeMap<>();
    int runs = 0;
    int pruned = 0;
    while (runs < mostRuns) {
      List<Attempt> batch = search.batch(1);
      if (batch.isEmpty()) {
        break;
      }
      Attempt attempt = batch.getFirst();
      SimMachine machine = new SimMachine(attempt.strategy(), 10_000, attempt.observer(), memory);
      String end = run(machine);
      Feedback.Outcome outcome = Feedback.Outcome.PASSED;
      if (end.equals(PRUNED)) {
        pruned++;
        outcome = Feedback.Outcome.PRUNED;
      } else if (!search.isMine(attempt)) {
        outcome = Feedback.Outcome.PRUNED;
      } else {
        runs++;
        ends.merge(end, 1, Integer::sum);
      }
      search.learn(attempt, new Feedback(outcome, machine.schedule(), 0));
      if (attempt.observer() instanceof Causality causality && outcome != Feedback.Outcome.PRUNED) {
        classes.merge(TraceHash.of(causality), 1, Integer::sum);
      }
    }
    return new Found(ends, runs, pruned, classes, search.isExhausted());
  }

  private static final String PRUNED = "pruned";

  private String run(SimMachine machine) {
    World[] shared = new World[1];
    try {
      machine.run(
          "main",
          () -> {
            World all = new World(Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine));
            shared[0] = all;
            for (int i = 0; i < actors.size(); i++) {
              int actor = i;
              all.saw.add(new StringBuilder());
              all.tasks.add(
                  all.kernel.spawn(
                      "actor" + i, () -> actors.get(actor).forEach(op -> all.perform(actor, op))));
            }
            all.tasks.forEach(Task::join);
          });
      return shared[0].state();
    } catch (KernelBug e) {
      return "bug: " + e.getMessage();
    } catch (HungTaskException e) {
      return e.kind() + " " + shared[0].state();
    } catch (RunPruned e) {
      return PRUNED;
    }
  }

  static TinyProgram of(Op[]... actors) {
    return new TinyProgram(Arrays.stream(actors).map(List::of).toList());
  }
}
