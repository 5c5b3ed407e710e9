package org.fscachesim.scenario.catalogue.race;

import java.nio.ByteBuffer;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.jspecify.annotations.Nullable;

/// Memory that is not there when the kernel copies to it: the page comes a moment later, or not at
/// all, as a process may have it with userfaultfd(2). Others go on meanwhile.
final class SlowMemory implements UserBuffer {
  private static final long MOMENT = 1;

  private final RaceStage stage;
  private final boolean vanishes;
  private byte @Nullable [] got;

  SlowMemory(RaceStage stage) {
    this.stage = stage;
    this.vanishes = stage.happens("the page does not come");
  }

  /// The message that was copied; null when none was.
  @Nullable DaemonMessage message() {
    byte[] bytes = got;
    return bytes == null ? null : DaemonMessage.decode(ByteBuffer.wrap(bytes));
  }

  @Override
  public int length() {
    return DaemonMessage.MAX_SIZE;
  }

  @Override
  public void copyOut(byte[] bytes) throws ErrnoException {
    stage.world().kernel().sleepMillis(MOMENT);
    if (vanishes) {
      throw Errno.EFAULT.exception();
    }
    got = bytes.clone();
  }

  @Override
  public ByteBuffer copyIn() throws ErrnoException {
    throw Errno.EFAULT.exception();
  }
}
