package org.fscachesim.cachefiles.daemon;

import java.nio.ByteBuffer;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.ondemand.Delivery;
import org.fscachesim.cachefiles.store.SpaceAccounting;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.PollTable;
import org.jspecify.annotations.Nullable;

/// An open `/dev/cachefiles`: commands go in by write(), the state or the daemon's requests come
/// out by read().
///
/// Nothing here waits for data, so O_NONBLOCK changes nothing. The file position is not looked at.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_fops)
public final class DaemonFile implements FileOperations {
  private static final int S_IFCHR = 0020000;
  private static final int MODE = 0600;

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final DaemonCommands commands;

  public DaemonFile(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.commands = new DaemonCommands(cache);
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_read)
  @Override
  public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    if (!cache.has(CacheFlag.READY)) {
      return 0;
    }
    if (cache.has(CacheFlag.ONDEMAND_MODE)) {
      return new Delivery(cache, UserProcess.current(kernel)).read(to);
    }
    return readState(to);
  }

  /// The counts of what was released, and the event, are gone with the read, also when the buffer
  /// turns out to be too small.
  private int readState(UserBuffer to) throws ErrnoException {
    try {
      new SpaceAccounting(cache).check(0, 0, SpaceAccounting.Reason.CHECK);
    } catch (ErrnoException e) {
      // What it found out is in the flags.
      cache.checkAlive();
    }
    int files = (int) cache.filesReleased().getAndSet(0);
    long sectors = cache.sectorsReleased().getAndSet(0);
    cache.flags().clear(CacheFlag.STATE_CHANGED);
    byte[] state =
        StateString.format(
            cache.has(CacheFlag.CULLING), cache.mounted().watermarks(), files, sectors);
    if (state.length > to.length()) {
      throw Errno.EMSGSIZE.exception();
    }
    to.copyOut(state);
    return state.length;
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_write)
  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    if (cache.has(CacheFlag.DEAD)) {
      throw Errno.EIO.exception();
    }
    int count = from.length();
    if (count > CommandLine.MAX_LENGTH) {
      throw Errno.EOPNOTSUPP.exception();
    }
    byte[] data = new byte[count];
    ByteBuffer bytes = from.copyIn();
    bytes.get(data);
    commands.run(UserProcess.current(kernel), CommandLine.parse(data));
    return count;
  }

  /// Always there: the device has no position.
  @Override
  public long llseek(KernelFile file, long offset, int whence) {
    return 0;
  }

  @Override
  public boolean canPoll() {
    return true;
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_poll)
  @Override
  public int poll(KernelFile file, @Nullable PollTable table) {
    if (table != null) {
      table.register(cache.pollers());
    }
    int events = 0;
    boolean readable =
        cache.has(CacheFlag.ONDEMAND_MODE)
            ? cache.requests().isReadable()
            : cache.has(CacheFlag.STATE_CHANGED);
    if (readable) {
      events |= PollEvents.POLLIN;
    }
    if (cache.has(CacheFlag.CULLING)) {
      events |= PollEvents.POLLOUT;
    }
    return events;
  }

  @Override
  public FileStat stat(KernelFile file) {
    return new FileStat(S_IFCHR | MODE, 0, 0);
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_release)
  @Override
  public void release(KernelFile file) {
    cache.flags().set(CacheFlag.DEAD);
    if (cache.has(CacheFlag.ONDEMAND_MODE)) {
      cache.requests().flush();
    }
    cache.unpin();
  }
}
