package org.fscachesim.scenario.scale;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// Lets two processes measure in turn, so that what else this machine does meets both alike.
final class Turns {
  private static final VarHandle TURN = ValueLayout.JAVA_INT.varHandle();
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int PLAYERS = 2;

  private final MemorySegment turn;
  private final int player;
  private int next;

  /// @param file both name the same
  /// @param player 0 begins, 1 comes second
  Turns(Path file, int player) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      turn = channel.map(MapMode.READ_WRITE, 0, Integer.BYTES, Arena.global());
    }
    this.player = player;
    this.next = player;
  }

  /// Waits until it is this one's turn.
  void await() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while ((int) TURN.getAcquire(turn, 0L) != next) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("player " + (1 - player) + " does not play");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /// It is the other one's turn.
  void pass() {
    TURN.setRelease(turn, 0L, next + 1);
    next += PLAYERS;
  }
}
