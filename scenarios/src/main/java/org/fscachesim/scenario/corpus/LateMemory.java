package org.fscachesim.scenario.corpus;

import java.nio.ByteBuffer;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.wait.Completion;

/// Memory whose first touch waits for another thread of its process to bring the page, or to take
/// the address away, as userfaultfd(2) makes it: it stops the kernel in the middle of a copy.
final class LateMemory implements UserBuffer {
  private final Completion decided;
  private volatile boolean mapped;

  LateMemory(Kernel kernel) {
    this.decided = new Completion(kernel, "a page of user memory");
  }

  /// The page is there.
  void arrive() {
    mapped = true;
    decided.completeAll();
  }

  /// There will be no page.
  void vanish() {
    decided.completeAll();
  }

  @Override
  public int length() {
    return DaemonMessage.MAX_SIZE;
  }

  @Override
  public void copyOut(byte[] bytes) throws ErrnoException {
    decided.await();
    if (!mapped) {
      throw Errno.EFAULT.exception();
    }
  }

  @Override
  public ByteBuffer copyIn() throws ErrnoException {
    throw Errno.EFAULT.exception();
  }
}
