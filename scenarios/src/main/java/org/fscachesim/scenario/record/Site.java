package org.fscachesim.scenario.record;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// The directories that a script mounts on, and the one of the cache. Those that are missing are
/// made; in the end whatever is mounted on them is unmounted, and those that were made are removed.
final class Site implements AutoCloseable {
  private static final long RETRY_MILLIS = 50;
  private static final int RETRIES = 100;
  private static final int MOST_LAYERS = 16;

  private final List<Path> points = new ArrayList<>();
  private final List<Path> made = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  /// Where a script mounts, in its order, without what does not begin at the root.
  static Set<Path> mountPoints(Transcript script) {
    Set<Path> points = new LinkedHashSet<>();
    for (TranscriptStep step : script.steps()) {
      if (step.step() instanceof ActorStep(_, _, Operation.Mount mount)
          && mount.directory().startsWith("/")) {
        points.add(Path.of(mount.directory()).normalize());
      }
    }
    return points;
  }

  /// Makes a directory to mount on, if it is not there.
  ///
  /// @throws UnsupportedStep when something else is there, or it is in use: nothing of the user's
  ///   may be hidden or changed
  void prepare(Path point) {
    try {
      List<Path> missing = new ArrayList<>();
      for (Path p = point; p != null && Files.notExists(p, LinkOption.NOFOLLOW_LINKS); ) {
        missing.addFirst(p);
        p = p.getParent();
      }
      for (Path p : missing) {
        Files.createDirectory(p);
        made.add(p);
      }
      if (missing.isEmpty()) {
        check(point);
      }
      points.add(point);
    } catch (FileAlreadyExistsException e) {
      throw new UnsupportedStep(point + " is no directory: the script needs to mount there");
    } catch (IOException e) {
      throw new UnsupportedStep(point + " cannot be made to mount on: " + e);
    }
  }

  private static void check(Path point) throws IOException {
    if (!Files.isDirectory(point, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(point.toString());
    }
    Path parent = Optional.ofNullable(point.getParent()).orElse(point);
    boolean mounted = !Files.getFileStore(point).equals(Files.getFileStore(parent));
    try (Stream<Path> content = Files.list(point)) {
      if (mounted || content.findAny().isPresent()) {
        throw new UnsupportedStep(
            point
                + (mounted ? " has something mounted on it" : " is not empty")
                + ": the script mounts there. Record on another machine, or clear it");
      }
    }
  }

  /// Unmounts what is mounted at a place, however often, trying for some seconds while it is busy.
  private void clear(Path point) {
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
      if (!umount(point)) {
        return;
      }
    }
  }

  /// Whether something was unmounted.
  private boolean umount(Path point) {
    for (int i = 0; i < RETRIES; i++) {
      try {
        HostMounts.umount(point.toString());
        return true;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EBUSY) {
          return false;
        }
      }
      Pauses.sleep(RETRY_MILLIS);
    }
    complaints.add(point + " stays busy: it is taken out of the tree, and goes when it is not");
    try {
      HostMounts.detach(point.toString());
      return true;
    } catch (ErrnoException e) {
      complaints.add(point + " cannot be unmounted: " + e.getMessage());
      return false;
    }
  }

  /// What could not be put back as it was.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    points.reversed().forEach(this::clear);
    for (Path directory : made.reversed()) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException _) {
        complaints.add(directory + " was made, and is left because it is not empty");
      } catch (IOException e) {
        complaints.add(directory + " was made and cannot be removed: " + e);
      }
    }
    points.clear();
    made.clear();
  }
}
