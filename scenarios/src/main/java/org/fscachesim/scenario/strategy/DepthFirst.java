package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.RunPruned;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Tries everything, one path after the other: each answer of each draw, and of the schedules one
/// of each class.
///
/// # Classes of schedules
///
/// Two schedules that differ only in the order of steps that do not depend on each other come out
/// the same. So a choice of a task is tried again only where it matters: when two steps of a run
/// race, the later one's task (or one that must come before it) is tried at the earlier one's
/// choice. That is dynamic partial-order reduction with source sets; and a task whose step was
/// tried sleeps in the choices below the others, until one of their steps depends on it. (Abdulla,
/// Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction, 2014, algorithm 1.)
///
/// # A failure or the end of the main task cuts a run off
///
/// What the others would have done may fail in another way. So at the last choice all are tried;
/// with a bound (see below) also where the last stretch began.
///
/// # A bound on preemptions
///
/// With one, only runs are tried in which at most so many tasks are left for another that they
/// could have gone on before. A reversal may then need more room than is left, and be possible
/// earlier: at the choice that let the first of the two tasks begin its stretch; so it is tried
/// there, too, and no task sleeps. (Coons, Musuvathi, McKinley: Bounded partial-order reduction,
/// 2013.)
///
/// # Shards
///
/// All shards walk the top of the tree alike, and try all that is awake there, as what another
/// shard finds cannot be known. Below it are [Parts], which are dealt out; a run that comes to a
/// part of another shard is given up there. As sleepers are inherited in the top, too, each class
/// is still tried by one shard only.
public final class DepthFirst implements Search {
  /// No bound on preemptions.
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /// While the path is in the top.
  private static final int NOWHERE = -1;

  private final boolean reduces;
  private final int bound;
  private final List<Node> path = new ArrayList<>();
  private final Shard shard;
  private final Parts parts;
  private long attempts;
  private boolean exhausted;
  // The length of the path where the part began that it is in.
  private int part;

  private DepthFirst(boolean reduces, int bound, Shard shard) {
    this.reduces = reduces;
    this.bound = bound;
    this.shard = shard;
    this.parts = new Parts(shard);
    this.part = parts.isOne() ? 0 : NOWHERE;
  }

  /// One schedule of each class.
  public static DepthFirst reduced(Shard shard) {
    return new DepthFirst(true, UNBOUNDED, shard);
  }

  /// At least one schedule of each class that has one with at most so many preemptions.
  ///
  /// @param preemptions not negative
  public static DepthFirst reduced(int preemptions, Shard shard) {
    return new DepthFirst(true, checked(preemptions), shard);
  }

  /// Every schedule. For the tests of the reduction.
  static DepthFirst brute(int preemptions) {
    return new DepthFirst(false, checked(preemptions), Shard.WHOLE);
  }

  private static int checked(int preemptions) {
    if (preemptions < 0) {
      throw new IllegalArgumentException("preemptions (" + preemptions + ") must not be negative");
    }
    return preemptions;
  }

  @Override
  public String describe() {
    return (reduces ? "depth first, one schedule of each class" : "depth first, every schedule")
        + (bound == UNBOUNDED ? "" : ", at most " + bound + " preemptions");
  }

  @Override
  public List<Attempt> batch(int most) {
    if (exhausted) {
      return List.of();
    }
    Run run = new Run();
    return List.of(new Attempt(shard.number(attempts++), run, run.causality));
  }

  /// Runs that end in the top belong to one shard each, as parts do.
  @Override
  public boolean isMine(Attempt attempt) {
    return part != NOWHERE ? parts.count() : parts.deal();
  }

  @Override
  public void learn(Attempt attempt, Feedback feedback) {
    if (attempt.strategy() instanceof Run run) {
      run.finish(feedback.outcome() == Feedback.Outcome.PRUNED);
    }
    boolean leaves = part != NOWHERE && parts.hasSeenEnough();
    while (!path.isEmpty()) {
      if (path.size() <= part && !parts.isOne()) {
        if (!leaves) {
          parts.isDone();
        }
        part = NOWHERE;
      }
      if (!(leaves && path.size() > part && part != NOWHERE) && path.getLast().advance(bound)) {
        return;
      }
      path.removeLast();
    }
    exhausted = !parts.walkAgain();
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }

  /// One run along the path and beyond it.
  private final class Run implements Strategy, Causality.Races {
    final Causality causality = new Causality(this);
    // Choices below this depth were made in an earlier run, and its races were seen.
    private final int seen = path.size() - 1;
    private int depth;
    private @Nullable Node stepOf;
    // Who, at the last choice, was about to take what it may have to wait for.
    private final List<Task> takers = new ArrayList<>();
    private final List<Operation> takings = new ArrayList<>();

    @Override
    public void begin() {
      causality.begin();
    }

    @Override
    public Task next(List<Task> runnable, @Nullable Task current) {
      endStep();
      noteTakers(runnable);
      Node node;
      if (depth < path.size()) {
        node = path.get(depth);
        check(node, runnable);
      } else {
        int levels = enterPart();
        node = node(runnable, current);
        add(node, node.countAwake(bound), levels);
      }
      causality.beginStep(node.chosen, depth);
      stepOf = node;
      depth++;
      return find(node.chosen, runnable);
    }

    /// Below a place where the top branches a part may begin, of this shard or of another.
    ///
    /// @return how many more times the top branches before a part may begin; -1 when the answer is
    ///   that of the node before
    private int enterPart() {
      if (part != NOWHERE || path.isEmpty() || !path.getLast().branched) {
        return -1;
      }
      if (path.getLast().levels > 0) {
        return path.getLast().levels - 1;
      }
      long key = key();
      return switch (parts.enter(key)) {
        case CUT -> parts.levels(key);
        case LEFT -> throw new RunPruned();
        case EXPLORED -> {
          part = path.size();
          yield -1;
        }
      };
    }

    private long key() {
      long key = 0;
      for (Node node : path) {
        key = Seeds.mix(31 * key + (node.isDraw() ? node.value : node.chosen));
      }
      return key;
    }

    private void add(Node node, int width, int levels) {
      if (part == NOWHERE) {
        node.levels = Math.max(0, levels);
        node.branched = width > 1;
        if (levels < 0 && !path.isEmpty()) {
          node.levels = path.getLast().levels;
          node.branched |= path.getLast().branched;
        }
      }
      path.add(node);
    }

    @Override
    public void alone(Task task) {
      var _ = next(List.of(task), null);
    }

    private void check(Node node, List<Task> runnable) {
      if (node.isDraw() || find(node.chosen, runnable).id() != node.chosen) {
        throw new ScheduleDiverged(
            "the same choices led elsewhere: at choice "
                + depth
                + " of the path "
                + runnable
                + " can go on");
      }
    }

    private static Task find(int id, List<Task> runnable) {
      for (Task task : runnable) {
        if (task.id() == id) {
          return task;
        }
      }
      return runnable.getFirst();
    }

    private Node node(List<Task> runnable, @Nullable Task current) {
      Node node = new Node();
      node.known = causality.known();
      for (Task task : runnable) {
        if (!reduces || !wouldWait(task)) {
          node.candidates.set(task.id());
        }
      }
      if (node.candidates.isEmpty()) {
        // All would wait: let them, and the machine sees whether it is for ever.
        runnable.forEach(task -> node.candidates.set(task.id()));
      }
      if (current != null && node.candidates.get(current.id())) {
        node.current = current.id();
      }
      Node before = lastTaskNode();
      if (before != null) {
        node.preemptions = before.preemptionsWith(before.chosen);
        if (reduces && bound == UNBOUNDED) {
          before.asleep.forEach(
              (task, sleeper) -> {
                if (!sleeper.step().conflicts(before.step, sleeper.known())) {
                  node.asleep.put(task, sleeper);
                }
              });
        }
      }
      Integer first = node.firstAwake(bound);
      if (first == null) {
        throw new RunPruned();
      }
      node.chosen = first;
      if (reduces && part != NOWHERE) {
        node.wanted.set(first);
      } else {
        node.wanted.or(node.candidates);
      }
      return node;
    }

    private void noteTakers(List<Task> runnable) {
      takers.clear();
      takings.clear();
      for (Task task : runnable) {
        if (task.pending() instanceof Operation operation
            && (operation instanceof Operation.Acquire || operation instanceof Operation.Wait)) {
          takers.add(task);
          takings.add(operation);
        }
      }
    }

    private static boolean isHolder(Resource lock, Task task) {
      return lock.holder() instanceof Task holder && holder.id() == task.id();
    }

    private @Nullable Node lastTaskNode() {
      for (int i = path.size() - 1; i >= 0; i--) {
        if (!path.get(i).isDraw()) {
          return path.get(i);
        }
      }
      return null;
    }

    private static boolean wouldWait(Task task) {
      return switch (task.pending()) {
        case Operation.Acquire(Resource lock) -> !lock.isReady() && !isHolder(lock, task);
        case Operation.Wait wait ->
            !wait.resource().isReady() && !(wait.killable() && task.peekKilled());
        case null, default -> false;
      };
    }

    @Override
    public int draw(String question, int n) {
      if (depth < path.size()) {
        Node node = path.get(depth);
        if (node.of != n) {
          throw new ScheduleDiverged(
              "the same choices led elsewhere: at choice "
                  + depth
                  + " of the path one of "
                  + n
                  + " is drawn for: "
                  + question);
        }
      } else {
        add(Node.draw(n), n, -1);
      }
      return path.get(depth++).value;
    }

    private void endStep() {
      Node node = stepOf;
      if (node != null) {
        node.step.addAll(causality.step());
      }
      causality.endStep();
      stepOf = null;
    }

    void finish(boolean pruned) {
      endStep();
      if (!reduces) {
        return;
      }
      Node last = lastTaskNode();
      for (int i = 0; i < takers.size(); i++) {
        if (pruned || last == null || takers.get(i).id() != last.chosen) {
          causality.wouldHave(takers.get(i), takings.get(i), depth);
        }
      }
      if (!pruned && last != null) {
        last.wanted.or(last.candidates);
        if (bound != UNBOUNDED) {
          Node begin = path.get(beginOfStretch(last.chosen, path.lastIndexOf(last)));
          begin.wanted.or(begin.candidates);
        }
      }
    }

    @Override
    public void race(Event first, Event second) {
      if (!reduces || second.depth < firstNew()) {
        return;
      }
      Node node = path.get(first.depth);
      if (bound != UNBOUNDED) {
        want(node, second.task);
        want(path.get(beginOfStretch(first.task, first.depth)), second.task);
        return;
      }
      List<Integer> initials = initials(first, second);
      if (initials.stream().anyMatch(node.wanted::get)) {
        return;
      }
      for (int task : initials) {
        if (node.isAsleep(task)) {
          return;
        }
      }
      want(node, initials.contains(second.task) ? second.task : initials.getFirst());
    }

    /// The depth of the choice whose step is the first that no earlier run saw in this form: that
    /// whose task, or an answer within it, is another.
    private int firstNew() {
      int at = Math.max(seen, 0);
      while (at > 0 && path.get(at).isDraw()) {
        at--;
      }
      return at;
    }

    private void want(Node node, int task) {
      if (node.candidates.get(task)) {
        node.wanted.set(task);
      } else {
        node.wanted.or(node.candidates);
      }
    }

    /// Where `task`, which runs at that depth, came to run without a break until then.
    private int beginOfStretch(int task, int depth) {
      int begin = depth;
      for (int i = depth - 1; i >= 0; i--) {
        Node node = path.get(i);
        if (!node.isDraw()) {
          if (node.chosen != task) {
            break;
          }
          begin = i;
        }
      }
      return begin;
    }

    /// The tasks with which a run could begin, in place of `first`, that has all that does not
    /// depend on it, and then `second`.
    ///
    /// What comes before the first such step of a task in every order is no more than that of
    /// another task: so looking at these first steps is enough.
    private List<Integer> initials(Event first, Event second) {
      List<Event> begins = new ArrayList<>();
      BitSet met = new BitSet();
      List<Event> events = causality.events();
      int at = events.size();
      while (at > 0 && events.get(at - 1).depth > first.depth) {
        at--;
      }
      for (Event event : events.subList(at, events.size())) {
        if (!met.get(event.task)) {
          met.set(event.task);
          if (!first.isBefore(event)) {
            begins.add(event);
          }
        }
      }
      if (begins.stream().noneMatch(event -> event.task == second.task)) {
        begins.add(second);
      }
      return begins.stream()
          .filter(event -> begins.stream().noneMatch(o -> o != event && o.isBefore(event)))
          .map(event -> event.task)
          .toList();
    }
  }
}
