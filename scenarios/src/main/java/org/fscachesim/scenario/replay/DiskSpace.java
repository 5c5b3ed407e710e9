package org.fscachesim.scenario.replay;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.FreeCounts;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.jspecify.annotations.Nullable;

/// The free space of the cache filesystem, which a transcript dictates.
///
/// A `statfs` step is an input: its numbers are taken over. After `ballast` and `unballast` the
/// recorded filesystem had the numbers of the next `statfs` already, so those are taken over at
/// once; where none follows before the space changes again, the size of the ballast is counted.
final class DiskSpace {
  private final Supplier<BackingStore> cache;
  private @Nullable Ballast ballast;

  /// @param reserved blocks that only root may take, as they were before
  private record Ballast(long blocks, long reserved) {}

  /// @param cache the filesystem of the cache at this moment
  DiskSpace(Supplier<BackingStore> cache) {
    this.cache = cache;
  }

  /// Takes the numbers of a `statfs` step over.
  StatFs statfs(BackingStore asked, Outcome recorded) throws ErrnoException {
    Optional<StatFs> counts = FreeCounts.parse(recorded);
    if (asked.equals(cache.get()) && counts.isPresent()) {
      cache.get().setFreeCounts(counts.get());
    }
    return asked.statfs();
  }

  /// Fills the filesystem.
  ///
  /// @param next the steps that follow
  void ballast(long bytes, List<TranscriptStep> next) throws ErrnoException {
    if (ballast != null) {
      throw Errno.EEXIST.exception();
    }
    StatFs now = cache.get().statfs();
    Ballast taken =
        new Ballast(Math.min(Math.ceilDiv(bytes, (long) now.bsize()), now.bfree()), now.reserved());
    ballast = taken;
    cache
        .get()
        .setFreeCounts(
            comingCounts(next)
                .orElse(now.withFree(now.bfree() - taken.blocks, taken.reserved, now.ffree() - 1)));
  }

  /// Takes the filler away.
  void unballast(List<TranscriptStep> next) throws ErrnoException {
    Ballast taken = ballast;
    if (taken == null) {
      throw Errno.ENOENT.exception();
    }
    StatFs now = cache.get().statfs();
    ballast = null;
    cache
        .get()
        .setFreeCounts(
            comingCounts(next)
                .orElse(now.withFree(now.bfree() + taken.blocks, taken.reserved, now.ffree() + 1)));
  }

  private static Optional<StatFs> comingCounts(List<TranscriptStep> next) {
    for (TranscriptStep step : next) {
      if (step.step() instanceof Directive.Statfs) {
        return FreeCounts.parse(step.expected());
      }
      if (step.step() instanceof Directive.Ballast || step.step() instanceof Directive.Unballast) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
