package org.fscachesim.scenario.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.server.ServerClock;
import org.fscachesim.scenario.replay.CoherencyNotes.Note;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Header;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.jspecify.annotations.Nullable;

/// The clock of the recorded server, and the identities that it gave to new files.
///
/// Both are inputs of a case, as the free counts of a disk are: nobody can foresee them. They show
/// in what was recorded later, because the version of a file is made of the second in which it was
/// changed and of its size, and a cookie's key is the identity. So a change happens in the second
/// that explains the versions which are recorded behind it; where none is recorded, in the last
/// second that is known.
final class RecordedServerClock implements ServerClock {
  private static final long SLACK_SECONDS = 60;
  private static final Pattern INODE = Pattern.compile("\\bino=([0-9]+)");

  private final Kernel kernel;
  private final Header header;
  private final Map<Long, String> names = new LinkedHashMap<>();
  private List<TranscriptStep> steps = List.of();
  private @Nullable Epoch epoch;
  private long lastSecond;

  /// When the case was recorded, by the server's clock.
  private record Epoch(long first, long last) {
    boolean has(long second) {
      return first <= second && second <= last;
    }
  }

  RecordedServerClock(Kernel kernel, Header header) {
    this.kernel = kernel;
    this.header = header;
    for (ServerFile file : header.serverFiles()) {
      names.put(file.identity(), file.name());
    }
  }

  /// From now on, these steps follow, the present one first.
  synchronized void follow(List<TranscriptStep> next) {
    if (steps.isEmpty()) {
      epoch = findEpoch(next);
    }
    steps = next;
  }

  @Override
  public synchronized long identify(String name) {
    long path = fromStat(name).or(() -> fromNotes(name)).orElseGet(this::unused);
    names.put(path, name);
    return path;
  }

  private Optional<Long> fromStat(String name) {
    for (TranscriptStep step : steps) {
      if (step.step() instanceof ActorStep(_, _, Operation.Stat(String path))
          && SizesInScript.name(path).equals(name)
          && step.expected() instanceof Outcome.Line(String text)) {
        Matcher inode = INODE.matcher(text);
        if (inode.find()) {
          return Optional.of(Long.parseLong(inode.group(1)) - ServerFile.INODE_OFFSET);
        }
      }
    }
    return Optional.empty();
  }

  /// Of the files that are seen first, and that nobody knows: one that has a size of this file's.
  private Optional<Long> fromNotes(String name) {
    List<Note> unknown =
        CoherencyNotes.in(steps).stream().filter(n -> !names.containsKey(n.qidPath())).toList();
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    List<Long> sizes = new SizesInScript(header.serverFiles(), steps).of(name);
    int line = unknown.getFirst().line();
    List<Note> first = unknown.stream().filter(n -> n.line() == line).toList();
    return first.stream()
        .filter(n -> n.size().map(sizes::contains).orElse(true))
        .findFirst()
        .or(() -> Optional.of(first.getFirst()))
        .map(Note::qidPath);
  }

  private long unused() {
    return names.keySet().stream().mapToLong(Long::longValue).max().orElse(1) + ServerFile.step();
  }

  @Override
  public synchronized long changed(long id, long size) {
    lastSecond = Math.max(lastSecond, second(id, size));
    return TimeUnit.SECONDS.toNanos(lastSecond);
  }

  private long second(long id, long size) {
    Epoch known = epoch;
    if (known == null) {
      return kernel.wallSeconds();
    }
    return CoherencyNotes.in(steps).stream()
        .filter(n -> n.qidPath() == id)
        .map(n -> secondOf(n.version(), size))
        .filter(second -> second >= lastSecond && known.has(second))
        .findFirst()
        .orElse(known.first);
  }

  private static long secondOf(int version, long size) {
    return Integer.toUnsignedLong(version ^ (int) (size << 8));
  }

  /// The seconds that may have made a version: one for each size that its file had.
  ///
  /// @param likely the one for the size that the cache had when the version was seen, if any
  private record Candidates(List<Long> seconds, List<Long> likely) {}

  /// The span of time that explains most of the versions which no file had at the beginning; among
  /// several, the one that fits best with the sizes in the cache.
  private @Nullable Epoch findEpoch(List<TranscriptStep> all) {
    long length = SLACK_SECONDS + sleepSeconds(all);
    List<Candidates> candidates = candidates(all);
    Epoch best = null;
    long most = 0;
    for (Candidates version : candidates) {
      for (long second : version.seconds()) {
        Epoch span = new Epoch(second, second + length);
        long explained = candidates.stream().filter(c -> anyIn(span, c.seconds())).count();
        long likely = candidates.stream().filter(c -> anyIn(span, c.likely())).count();
        long score = explained * (candidates.size() + 1) + likely;
        if (score > most) {
          best = span;
          most = score;
        }
      }
    }
    return best;
  }

  private static boolean anyIn(Epoch span, List<Long> seconds) {
    return seconds.stream().anyMatch(span::has);
  }

  private List<Candidates> candidates(List<TranscriptStep> all) {
    SizesInScript sizes = new SizesInScript(header.serverFiles(), all);
    List<Candidates> candidates = new ArrayList<>();
    List<Integer> versions = new ArrayList<>();
    for (Note note : CoherencyNotes.in(all)) {
      if (!isInitial(note) && !versions.contains(note.version())) {
        versions.add(note.version());
        String name = names.get(note.qidPath());
        List<Long> had = name == null ? sizes.all() : sizes.of(name);
        List<Long> likely =
            note.size().filter(had::contains).map(size -> secondOf(note.version(), size)).stream()
                .toList();
        candidates.add(
            new Candidates(
                had.stream().map(size -> secondOf(note.version(), size)).toList(), likely));
      }
    }
    return candidates;
  }

  private boolean isInitial(Note note) {
    return header.serverFiles().stream()
        .anyMatch(
            f ->
                f.identity() == note.qidPath()
                    && secondOf(note.version(), f.size()) == f.mtimeSeconds());
  }

  private static long sleepSeconds(List<TranscriptStep> all) {
    long millis = 0;
    for (TranscriptStep step : all) {
      if (step.step() instanceof Directive.Sleep(long slept)) {
        millis += slept;
      }
    }
    return TimeUnit.MILLISECONDS.toSeconds(millis);
  }
}
