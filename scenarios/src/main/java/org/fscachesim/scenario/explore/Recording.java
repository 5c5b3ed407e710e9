package org.fscachesim.scenario.explore;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Replays a schedule and notes a [Digest] of each choice, or compares with those that were noted.
final class Recording implements Strategy {
  private final Replay replay;
  private final byte @Nullable [] expected;
  private final ByteArrayOutputStream noted = new ByteArrayOutputStream();

  /// @param expected what was noted before; null to note only
  Recording(Schedule schedule, byte @Nullable [] expected) {
    this.replay = new Replay(schedule);
    this.expected = expected;
  }

  byte[] noted() {
    return noted.toByteArray();
  }

  /// @throws ScheduleDiverged when the run ended before its schedule did
  void checkEnd() {
    if (replay.remaining() > 0) {
      throw new ScheduleDiverged(
          "the run ended after "
              + noted.size()
              + " choices, but the schedule has "
              + replay.remaining()
              + " more");
    }
  }

  @Override
  public void begin() {
    replay.begin();
    noted.reset();
  }

  @Override
  public Task next(List<Task> runnable, @Nullable Task current) {
    Task next = replay.next(runnable, current);
    check(Digest.of(runnable), runnable, "");
    return next;
  }

  @Override
  public int draw(String question, int n) {
    int value = replay.draw(question, n);
    check(Digest.of(question, n), List.of(), question);
    return value;
  }

  private void check(byte digest, List<Task> runnable, String question) {
    int at = noted.size();
    if (expected != null && expected[at] != digest) {
      throw new ScheduleDiverged(
          "choice "
              + (at + 1)
              + " of "
              + expected.length
              + " is another one than was recorded: now "
              + (question.isEmpty()
                  ? Digest.describe(runnable)
                  : "an answer is drawn: " + question));
    }
    noted.write(digest);
  }
}
