package org.fscachesim.scenario.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.vfs.OpenFlags;

/// A program that measures what its own calls cost: a daemon, as far as it needs to be one.
public final class CallProbe {
  /// A file in the cache's directory which says that something may be mounted.
  static final String READY = "ready";

  static final List<Integer> SIZES = List.of(128 * 1024, 4096);

  /// In the first of them the compilers of two JVMs are at work: they are not counted.
  private static final int WARM_UP = 8;

  private static final int ROUNDS = 32;
  private static final int READS = 4000;
  private static final int MOST_WRITES = 2048;
  private static final long FILE_BYTES = 32L << 20;
  private static final int MESSAGE = 1024;
  private static final int ALIGNMENT = 4096;
  private static final long PATIENCE_MILLIS = 60_000;

  private final SystemCalls system = new HostSystem();
  private final Map<String, double[]> nanos = new TreeMap<>();
  private final Turns turns;
  private int round;

  private CallProbe(Turns turns) {
    this.turns = turns;
  }

  /// Measures.
  ///
  /// @param args a file for the results; a file for whose turn it is, and which of the two this is;
  ///   and then the number of a descriptor to read, or a directory for a cache
  public static void main(String[] args) throws IOException, ErrnoException, InterruptedException {
    CallProbe probe = new CallProbe(new Turns(Path.of(args[1]), Integer.parseInt(args[2])));
    if (Character.isDigit(args[3].charAt(0))) {
      probe.bare(Integer.parseInt(args[3]));
    } else {
      probe.beDaemon(Path.of(args[3]));
    }
    StringBuilder results = new StringBuilder();
    probe.nanos.forEach(
        (what, all) -> {
          double[] counted = Arrays.copyOfRange(all, WARM_UP, all.length);
          Arrays.sort(counted);
          results.append(
              String.format(
                  Locale.ROOT, "%s %f %f%n", what, counted[0], counted[counted.length / 2]));
        });
    Files.writeString(Path.of(args[0]), results);
  }

  /// Something that is done so many times.
  @FunctionalInterface
  private interface Calls {
    void run() throws ErrnoException;
  }

  private void measure(String what, int count, Calls calls) throws ErrnoException {
    long began = System.nanoTime();
    calls.run();
    double each = (double) (System.nanoTime() - began) / count;
    nanos.computeIfAbsent(what, _ -> new double[ROUNDS])[round] = each;
  }

  private void bare(int fd) throws ErrnoException, InterruptedException {
    for (round = 0; round < ROUNDS; round++) {
      turns.await();
      measure("read", READS, () -> read(fd));
      turns.pass();
    }
  }

  private void read(int fd) throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
    for (int i = 0; i < READS; i++) {
      int got = system.read(fd, buffer.clear());
      if (got != 0) {
        throw new IllegalStateException("a read gave " + got);
      }
    }
  }

  private void beDaemon(Path directory) throws IOException, ErrnoException, InterruptedException {
    int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
    command(device, "dir " + directory);
    command(device, "tag probe");
    // However full the disk is.
    for (String limit :
        List.of("bstop 0%", "bcull 1%", "brun 2%", "fstop 0%", "fcull 1%", "frun 2%")) {
      command(device, limit);
    }
    command(device, "bind ondemand");
    Files.createFile(directory.resolve(READY));
    ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
    if (system.poll(device, 1, PATIENCE_MILLIS) == 0
        || system.read(device, message) == 0
        || !(DaemonMessage.decode(message.flip()) instanceof DaemonMessage.Open open)) {
      throw new IllegalStateException("nobody has mounted anything");
    }
    command(device, "copen " + open.id() + "," + FILE_BYTES);
    // The first block is asked for, which is what a device with nothing to read has to wait for.
    if (system.poll(device, 1, PATIENCE_MILLIS) == 0 || system.read(device, message.clear()) == 0) {
      throw new IllegalStateException("nobody reads");
    }
    Path plain = directory.resolve("plain");
    Files.createFile(plain);
    int file = system.open(plain.toString(), OpenFlags.READ_WRITE);
    int direct = system.open(plain.toString(), OpenFlags.READ_WRITE);
    new HostCalls().setStatusFlags(direct, HostFlags.O_DIRECT);
    for (round = 0; round < ROUNDS; round++) {
      turns.await();
      measure("read", READS, () -> read(device));
      for (int size : SIZES) {
        ByteBuffer bytes =
            ByteBuffer.allocateDirect(size + ALIGNMENT).alignedSlice(ALIGNMENT).limit(size);
        int count = (int) Math.min(MOST_WRITES, FILE_BYTES / size);
        measure("plain-" + size, count, () -> write(file, bytes, count));
        measure("object-" + size, count, () -> write(open.fd(), bytes, count));
        measure("direct-" + size, count, () -> write(direct, bytes, count));
      }
      turns.pass();
    }
    // Whoever mounts waits for a first block, and gets an error now that the program ends.
    Files.delete(plain);
  }

  private void command(int device, String text) throws ErrnoException {
    system.write(device, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void write(int fd, ByteBuffer bytes, int count) throws ErrnoException {
    int size = bytes.limit();
    for (int i = 0; i < count; i++) {
      if (system.pwrite(fd, bytes, (long) i * size) != size) {
        throw new IllegalStateException("a write was short");
      }
    }
  }
}
