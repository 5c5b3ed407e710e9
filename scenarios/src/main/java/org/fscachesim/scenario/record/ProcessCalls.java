package org.fscachesim.scenario.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostDescriptors;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.script.ActorCalls;
import org.fscachesim.scenario.script.FileHandle;

/// System calls of this very process.
final class ProcessCalls implements ActorCalls {
  private static final int CREATE_MODE = 0644;
  private static final int O_ACCMODE = 3;

  private final HostSystem system = new HostSystem();

  @Override
  public SystemCalls system() {
    return system;
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    LibC.ftruncate(fd, length);
  }

  @Override
  public void fallocate(int fd, int mode, long offset, long length) throws ErrnoException {
    LibC.fallocate(fd, mode, offset, length);
  }

  @Override
  public void fsync(int fd) throws ErrnoException {
    LibC.fsync(fd);
  }

  @Override
  public void mmap(int fd) throws ErrnoException {
    HostDescriptors.mapOnce(fd);
  }

  @Override
  public FileStat fstat(int fd) throws ErrnoException {
    return fileStat(LibC.stat(fd));
  }

  private static FileStat fileStat(HostStat s) {
    return new FileStat(s.mode(), s.size(), s.blocks512(), s.ino());
  }

  @Override
  public OpenFlags getfl(int fd) throws ErrnoException {
    int flags = HostDescriptors.flags(fd);
    int access = flags & O_ACCMODE;
    return new OpenFlags(
        access != HostFlags.O_WRONLY,
        access != HostFlags.O_RDONLY,
        (flags & HostFlags.O_NONBLOCK) != 0);
  }

  @Override
  public String link(int fd) throws ErrnoException {
    return HostDescriptors.link(fd);
  }

  @Override
  public void mount(String type, String source, String directory, String options)
      throws ErrnoException {
    HostMounts.mount(type, source, directory, options);
  }

  @Override
  public void umount(String directory) throws ErrnoException {
    HostMounts.umount(directory);
  }

  @Override
  public FileHandle openFile(String path) throws ErrnoException {
    return new Opened(LibC.openat(HostFlags.AT_FDCWD, path, HostFlags.O_RDONLY, 0));
  }

  @Override
  public FileHandle createFile(String path) throws ErrnoException {
    int flags = HostFlags.O_WRONLY | HostFlags.O_CREAT;
    return new Opened(LibC.openat(HostFlags.AT_FDCWD, path, flags, CREATE_MODE));
  }

  @Override
  public void truncate(String path, long size) throws ErrnoException {
    LibC.truncate(path, size);
  }

  @Override
  public FileStat stat(String path) throws ErrnoException {
    return fileStat(LibC.stat(path));
  }

  @Override
  public List<String> names(String path) throws ErrnoException {
    return HostFiles.names(path);
  }

  @Override
  public void sleepMillis(long millis) {
    Pauses.sleep(millis);
  }

  /// One call of the system for each call of the handle: a short read stays short.
  private final class Opened implements FileHandle {
    private final int fd;

    Opened(int fd) {
      this.fd = fd;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return system.pread(fd, into, offset);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return system.pwrite(fd, from, offset);
    }

    @Override
    public void close() throws ErrnoException {
      system.close(fd);
    }
  }
}
