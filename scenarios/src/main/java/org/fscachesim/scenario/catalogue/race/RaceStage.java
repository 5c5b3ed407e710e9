package org.fscachesim.scenario.catalogue.race;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ContentCheck;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// Where a [Race] plays: a world, its actors, and what its files hold.
final class RaceStage {
  static final int PAGE = 4096;

  /// Pages of each file.
  static final int PAGES = 2;

  /// Bytes of each file: the last page is not full.
  static final int SIZE = (PAGES - 1) * PAGE + 512;

  /// What an unused file waits for until it expires, milliseconds.
  static final long EXPIRY = 10_000;

  private final World world;
  private final List<Task> actors = new ArrayList<>();
  private final ContentCheck files = new ContentCheck("a file", content());

  RaceStage(World world) {
    this.world = world;
  }

  World world() {
    return world;
  }

  /// One of `n` answers; 0 is the plainest.
  int draw(String question, int n) {
    return world.kernel().machine().choose(question, n);
  }

  boolean happens(String question) {
    return draw(question, 2) == 1;
  }

  /// Starts an actor of the kernel, whom nobody can kill. Its calls may fail.
  Task actor(String name, KernelCall call) {
    Task task = world.kernel().spawn(name, () -> KernelCall.errno(call));
    actors.add(task);
    return task;
  }

  /// Starts an actor in a process. Its calls may fail.
  Task actor(UserProcess process, String name, KernelCall call) {
    Task task = process.start(name, () -> KernelCall.errno(call));
    actors.add(task);
    return task;
  }

  /// Waits for all actors.
  void join() {
    actors.forEach(Task::join);
    actors.clear();
  }

  /// Lets everybody else go on until nobody can.
  void settle() {
    world.kernel().sleepMillis(1);
  }

  /// A volume of that key; null when another one has the key.
  @Nullable Volume volume(String key) {
    try {
      return world.fscache().acquireVolume(key, null, null);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /// Who looks after what readers of files get that do not change.
  ContentCheck files() {
    return files;
  }

  /// What every file holds: each page its own number, from 1.
  static byte[] content() {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = contentOf(i / PAGE);
    }
    return bytes;
  }

  /// What every byte of a page is.
  static byte contentOf(int page) {
    return (byte) (1 + page);
  }
}
