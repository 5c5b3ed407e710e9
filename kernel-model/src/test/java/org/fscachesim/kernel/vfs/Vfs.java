package org.fscachesim.kernel.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Strategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/// A kernel with a root filesystem, and files that note what is done to them.
final class Vfs {
  /// What a test does in the main task.
  @FunctionalInterface
  interface Body {
    void run(Vfs vfs) throws ErrnoException;
  }

  final Kernel kernel;
  final MemoryStore root = MemoryStore.create();
  final List<String> log = new ArrayList<>();

  private Vfs(Kernel kernel) {
    this.kernel = kernel;
    kernel.namespace().mountStore("/", root);
  }

  static void run(Body body) {
    run(new FirstRunnable(), body);
  }

  static void forSeeds(int seeds, Body body) {
    for (int seed = 0; seed < seeds; seed++) {
      run(new RandomWalk(seed), body);
    }
  }

  static void run(Strategy strategy, Body body) {
    Simulation.run(strategy, simulation -> unchecked(() -> body.run(new Vfs(simulation.kernel()))));
  }

  /// A piece of a test that fails with no errno.
  @FunctionalInterface
  interface Step {
    void run() throws ErrnoException;
  }

  static void unchecked(Step step) {
    try {
      step.run();
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  /// A driver with none of the optional operations.
  final class Bare implements FileOperations {
    private final String name;

    Bare(String name) {
      this.name = name;
    }

    @Override
    public FileStat stat(KernelFile file) {
      return new FileStat(0600, 0, 0);
    }

    @Override
    public void release(KernelFile file) {
      log.add("release " + name);
    }
  }

  KernelFile file(String name) {
    return new KernelFile(new Bare(name), name, OpenFlags.READ_WRITE);
  }

  /// A driver that reads and writes lengths, and moves the position by them.
  final class Counting implements FileOperations {
    @Nullable Errno failWith;
    int lastLength = -1;

    private int count(UserBuffer buffer, Position position) throws ErrnoException {
      lastLength = buffer.length();
      position.set(position.get() + buffer.length());
      if (failWith != null) {
        throw failWith.exception();
      }
      return buffer.length();
    }

    @Override
    public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
      log.add("read at " + position.get());
      return count(to, position);
    }

    @Override
    public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
      log.add("write at " + position.get());
      return count(from, position);
    }

    @Override
    public long llseek(KernelFile file, long offset, int whence) {
      log.add("seek " + offset + " " + whence);
      return offset;
    }

    @Override
    public long ioctl(KernelFile file, int command, long argument) {
      log.add("ioctl " + Integer.toHexString(command) + " " + argument);
      return 7;
    }

    @Override
    public void mmap(KernelFile file) {
      log.add("mmap");
    }

    @Override
    public void fsync(KernelFile file) {
      log.add("fsync");
    }

    @Override
    public FileStat stat(KernelFile file) {
      return new FileStat(0600, 5, 6, 7);
    }

    @Override
    public void release(KernelFile file) {
      log.add("release");
    }
  }
}
