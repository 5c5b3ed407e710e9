package org.fscachesim.scenario.run;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fscachesim.scenario.json.Json;
import org.jspecify.annotations.Nullable;

/// Tells of a [Progress] in lines: of nothing that is quick, and first of all after a second.
public final class ProgressTeller implements AutoCloseable {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Progress progress;
  private final Pace pace;
  private final boolean json;
  private final Consumer<String> listener;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  /// How often is told.
  public enum Pace {
    /// Once a second.
    STEADY,
    /// After 1, 2, 4, 8, ... seconds: where it may be right that nothing comes.
    DOUBLING
  }

  /// Begins to tell, until this is closed.
  ///
  /// @param json whether each line is JSON
  /// @param listener gets the lines, in a thread of its own; none more when it throws an
  ///   `UncheckedIOException`
  public ProgressTeller(Progress progress, Pace pace, boolean json, Consumer<String> listener) {
    this.progress = progress;
    this.pace = pace;
    this.json = json;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("progress").start(this::run);
  }

  private void run() {
    try {
      Object part = progress.part();
      long next = progress.sinceNanos() + FIRST_NANOS;
      Progress.@Nullable Sight last = null;
      while (!over.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        if (!part.equals(progress.part())) {
          part = progress.part();
          next = progress.sinceNanos() + FIRST_NANOS;
          last = null;
          continue;
        }
        Progress.Sight now = progress.look();
        boolean moves = now.done() != (last == null ? 0 : last.done());
        listener.accept(json ? Json.line(now.properties()) : now.text(moves));
        last = now;
        next =
            switch (pace) {
              case STEADY -> System.nanoTime() + FIRST_NANOS;
              case DOUBLING -> 2 * System.nanoTime() - progress.sinceNanos();
            };
      }
    } catch (UncheckedIOException e) {
      // Nobody is there any more who could be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tells nothing more when this has returned.
  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
