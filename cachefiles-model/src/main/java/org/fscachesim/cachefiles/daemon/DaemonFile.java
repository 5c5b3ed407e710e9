package org.fscachesim.cachefiles.daemon;

import java.nio.ByteBuffer;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.store.SpaceAccounting.Reason;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.wait.PollTable;
import org.jspecify.annotations.Nullable;

/// The open device: commands are written to it; the state, or in on-demand mode the next request,
/// is read from it. No call waits for data, and the position never moves.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_fops)
public final class DaemonFile implements FileOperations {
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int MODE = CHARACTER_DEVICE | 0600;

  private final CachefilesCache cache;

  public DaemonFile(CachefilesCache cache) {
    this.cache = cache;
  }

  /// Reads; 0 bytes while nothing is bound.
  ///
  /// @throws ErrnoException `EMSGSIZE` when the buffer is too small, `EFAULT`, and in on-demand
  ///   mode what making a descriptor says
  @Override
  public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    boolean ready = cache.flags().test(CacheFlag.READY);
    int result = 0;
    try {
      if (ready) {
        result = cache.isOnDemand() ? cache.requests().deliver(to) : readState(to);
      }
      return result;
    } catch (ErrnoException e) {
      result = -e.errno().code();
      throw e;
    } finally {
      cache.driver().observer().deviceRead(cache, result, ready);
    }
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_do_daemon_read)
  private int readState(UserBuffer to) throws ErrnoException {
    try {
      cache.space().check(0, 0, Reason.CHECK);
    } catch (ErrnoException e) {
      // Whether there is space is in the state.
    }
    // Taken before it is known whether they can be handed over: a buffer that is too small loses
    // them.
    int files = (int) cache.filesReleased().getAndSet(0);
    long sectors = cache.sectorsReleased().getAndSet(0);
    cache.flags().clear(CacheFlag.STATE_CHANGED);
    boolean culling = cache.flags().test(CacheFlag.CULLING);
    byte[] state = StateString.format(culling, cache.space().watermarks(), files, sectors);
    if (state.length > to.length()) {
      throw Errno.EMSGSIZE.exception();
    }
    to.copyOut(state);
    return state.length;
  }

  /// Carries out a command; always the whole of `from`, or none of it.
  ///
  /// @throws ErrnoException `EIO` once the cache is dead, `EOPNOTSUPP` for what is no command,
  ///   `EINVAL` for what is no text, and what the command says
  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    boolean dead = cache.peekFlags().peek(CacheFlag.DEAD);
    int result = 0;
    try {
      result = carryOut(from);
      return result;
    } catch (ErrnoException e) {
      result = -e.errno().code();
      throw e;
    } finally {
      cache.driver().observer().commanded(cache, from.length(), result, dead);
    }
  }

  private int carryOut(UserBuffer from) throws ErrnoException {
    refuseIfDead();
    if (from.length() > CommandLine.MAX_LENGTH) {
      throw Errno.EOPNOTSUPP.exception();
    }
    ByteBuffer memory = from.copyIn();
    byte[] data = new byte[memory.remaining()];
    memory.get(data);
    CommandLine line = CommandLine.parse(data);
    DaemonCommands.Command command = DaemonCommands.find(cache, line.word());
    try (var _ = cache.commandMutex().hold()) {
      refuseIfDead();
      command.run(cache, line.args());
    }
    return data.length;
  }

  private void refuseIfDead() throws ErrnoException {
    if (cache.isDead()) {
      throw Errno.EIO.exception();
    }
  }

  @Override
  public int poll(KernelFile file, @Nullable PollTable table) {
    if (table != null) {
      table.register(cache.pollers());
    }
    int events = 0;
    if (cache.isOnDemand()
        ? cache.requests().isReadable()
        : cache.flags().test(CacheFlag.STATE_CHANGED)) {
      events |= PollEvents.POLLIN;
    }
    if (cache.flags().test(CacheFlag.CULLING)) {
      events |= PollEvents.POLLOUT;
    }
    return events;
  }

  @Override
  public boolean canPoll() {
    return true;
  }

  /// The position stays at 0.
  @Override
  public long llseek(KernelFile file, long offset, int whence) {
    return 0;
  }

  @Override
  public FileStat stat(KernelFile file) {
    return new FileStat(MODE, 0, 0);
  }

  /// Gives the cache up, and unbinds it unless an anonymous descriptor still pins it.
  @Override
  public void release(KernelFile file) {
    cache.release();
  }
}
