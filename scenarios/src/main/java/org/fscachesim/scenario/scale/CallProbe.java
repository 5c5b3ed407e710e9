package org.fscachesim.scenario.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;

/// A program that measures what its own calls cost: a daemon, as far as it needs to be one.
public final class CallProbe {
  /// A file in the cache's directory which says that something may be mounted.
  static final String READY = "ready";

  private static final int ROUNDS = 5;
  private static final int CALLS = 20_000;
  private static final int[] SIZES = {128 * 1024, 4096};
  private static final long FILE_BYTES = 32L << 20;
  private static final int MESSAGE = 1024;
  private static final long PATIENCE_MILLIS = 60_000;

  private final SystemCalls system = new HostSystem();
  private final StringBuilder results = new StringBuilder();

  private CallProbe() {}

  /// Measures.
  ///
  /// @param args a file for the results, and then the number of a descriptor to read; or a
  ///   directory for a cache
  public static void main(String[] args) throws IOException, ErrnoException {
    CallProbe probe = new CallProbe();
    if (Character.isDigit(args[1].charAt(0))) {
      probe.note("read", probe.nanosOfRead(Integer.parseInt(args[1])));
    } else {
      probe.beDaemon(Path.of(args[1]));
    }
    Files.writeString(Path.of(args[0]), probe.results);
  }

  private void note(String what, double value) {
    results.append(what).append(' ').append(value).append('\n');
  }

  /// The best round, in nanoseconds a call.
  private double nanosOfRead(int fd) throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        int got = system.read(fd, buffer.clear());
        if (got != 0) {
          throw new IllegalStateException("a read gave " + got);
        }
      }
      best = Math.min(best, (double) (System.nanoTime() - began) / CALLS);
    }
    return best;
  }

  private void beDaemon(Path directory) throws IOException, ErrnoException {
    int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
    command(device, "dir " + directory);
    command(device, "tag probe");
    // However full the disk is.
    for (String limit :
        List.of("bstop 0%", "bcull 1%", "brun 2%", "fstop 0%", "fcull 1%", "frun 2%")) {
      command(device, limit);
    }
    command(device, "bind ondemand");
    note("read", nanosOfRead(device));
    Files.createFile(directory.resolve(READY));
    ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
    if (system.poll(device, 1, PATIENCE_MILLIS) == 0
        || system.read(device, message) == 0
        || !(DaemonMessage.decode(message.flip()) instanceof DaemonMessage.Open open)) {
      throw new IllegalStateException("nobody has mounted anything");
    }
    command(device, "copen " + open.id() + "," + FILE_BYTES);
    Path plain = directory.resolve("plain");
    Files.createFile(plain);
    int file = system.open(plain.toString(), OpenFlags.READ_WRITE);
    for (int size : SIZES) {
      double anonymous = Double.MAX_VALUE;
      double direct = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        direct = Math.min(direct, nanosOfWrites(file, size));
        anonymous = Math.min(anonymous, nanosOfWrites(open.fd(), size));
      }
      note("anonymous-" + size, anonymous);
      note("plain-" + size, direct);
    }
    // Whoever mounts waits for a first block, and gets an error now that the program ends.
    Files.delete(plain);
  }

  private void command(int device, String text) throws ErrnoException {
    system.write(device, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Writes the file once from its beginning to its end; nanoseconds a call.
  private double nanosOfWrites(int fd, int size) throws ErrnoException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size);
    long began = System.nanoTime();
    for (long at = 0; at < FILE_BYTES; at += size) {
      if (system.pwrite(fd, bytes.clear(), at) != size) {
        throw new IllegalStateException("a write was short");
      }
    }
    return (double) (System.nanoTime() - began) * size / FILE_BYTES;
  }
}
