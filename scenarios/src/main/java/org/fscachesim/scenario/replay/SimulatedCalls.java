package org.fscachesim.scenario.replay;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientPath;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.script.ActorCalls;
import org.fscachesim.scenario.script.FileHandle;
import org.jspecify.annotations.Nullable;

/// System calls of a process of a simulated kernel, of all kinds: what no daemon does is working
/// with files by their paths, both of mounted filesystems and of stores, and what follows here.
final class SimulatedCalls implements ActorCalls {
  private static final int CREATE_MODE = 0644;

  private final UserProcess process;
  private final Kernel kernel;
  private final SimulatedSystem system;

  SimulatedCalls(UserProcess process) {
    this.process = process;
    this.kernel = process.kernel();
    this.system = new SimulatedSystem(process);
  }

  @Override
  public SystemCalls system() {
    return system;
  }

  /// A call, and the way back to user mode.
  private interface Call<T> {
    T run() throws ErrnoException;
  }

  private <T> T system(Call<T> call) throws ErrnoException {
    try {
      return call.run();
    } finally {
      UserProcess.returnToUser(kernel);
    }
  }

  @Override
  public void mount(String type, String source, String directory, String options)
      throws ErrnoException {
    system(
        () -> {
          kernel.namespace().mount(process.workingDirectory(), type, source, directory, options);
          return 0;
        });
  }

  @Override
  public void umount(String directory) throws ErrnoException {
    system(
        () -> {
          kernel.namespace().unmount(process.workingDirectory(), directory);
          return 0;
        });
  }

  private @Nullable ClientPath client(String path) {
    return kernel.namespace().findClient(process.workingDirectory(), path);
  }

  private Location inStore(String path) throws ErrnoException {
    return kernel.namespace().resolve(process.workingDirectory(), path, true);
  }

  /// An open file of a client filesystem.
  private final class InClient implements FileHandle {
    private final ClientFile file;

    InClient(ClientFile file) {
      this.file = file;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return system(() -> file.read(offset, into));
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return system(() -> file.write(offset, from));
    }

    @Override
    public void close() throws ErrnoException {
      file.close();
    }
  }

  /// An open file of a store.
  private final class InStore implements FileHandle {
    private final OpenFile file;

    InStore(OpenFile file) {
      this.file = file;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return system(() -> file.read(offset, into));
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return system(() -> file.write(offset, from));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @Override
  public FileHandle openFile(String path) throws ErrnoException {
    return open(path, OpenFlags.READ_ONLY, false);
  }

  /// Opening takes its time, see [Pace].
  @Override
  public FileHandle createFile(String path) throws ErrnoException {
    FileHandle file = open(path, OpenFlags.WRITE_ONLY, true);
    kernel.sleepMillis(Pace.of(kernel.machine()).writeMillis());
    return file;
  }

  private FileHandle open(String path, OpenFlags flags, boolean create) throws ErrnoException {
    return system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            return new InClient(inClient.open(flags, create));
          }
          return new InStore(openInStore(path, flags.write(), create));
        });
  }

  private OpenFile openInStore(String path, boolean write, boolean create) throws ErrnoException {
    Location at;
    try {
      at = inStore(path);
    } catch (ErrnoException e) {
      if (!create || e.errno() != Errno.ENOENT) {
        throw e;
      }
      at = StorePaths.create(kernel, process.workingDirectory(), path, CREATE_MODE);
    }
    return write ? at.store().open(at.inode(), false) : at.store().openForReading(at.inode());
  }

  @Override
  public void truncate(String path, long size) throws ErrnoException {
    system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            inClient.truncate(size);
          } else {
            OpenFile file = openInStore(path, true, false);
            try {
              file.truncate(size);
            } finally {
              file.close();
            }
          }
          return 0;
        });
  }

  @Override
  public FileStat stat(String path) throws ErrnoException {
    return system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            return inClient.stat();
          }
          Location at = inStore(path);
          Stat stat = at.store().stat(at.inode());
          return new FileStat(
              stat.type().bits() | stat.mode(), stat.size(), stat.blocks512(), stat.ino());
        });
  }

  @Override
  public List<String> names(String path) throws ErrnoException {
    return system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            return inClient.names();
          }
          Location at = inStore(path);
          return at.store().list(at.inode()).stream().map(DirEntry::name).toList();
        });
  }

  /// What a call does with an open file.
  private interface FileCall<T> {
    T on(KernelFile file) throws ErrnoException;
  }

  private <T> T with(int fd, FileCall<T> call) throws ErrnoException {
    KernelFile file = process.files().get(fd);
    try {
      return call.on(file);
    } finally {
      file.put();
      UserProcess.returnToUser(kernel);
    }
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    with(
        fd,
        file -> {
          file.ftruncate(length);
          return 0;
        });
  }

  @Override
  public void fallocate(int fd, int mode, long offset, long length) throws ErrnoException {
    with(
        fd,
        file -> {
          file.fallocate(mode, offset, length);
          return 0;
        });
  }

  @Override
  public void fsync(int fd) throws ErrnoException {
    with(
        fd,
        file -> {
          file.fsync();
          return 0;
        });
  }

  @Override
  public void mmap(int fd) throws ErrnoException {
    with(
        fd,
        file -> {
          file.mmap();
          return 0;
        });
  }

  @Override
  public FileStat fstat(int fd) throws ErrnoException {
    return with(fd, KernelFile::stat);
  }

  @Override
  public OpenFlags getfl(int fd) throws ErrnoException {
    return with(fd, KernelFile::flags);
  }

  @Override
  public String link(int fd) throws ErrnoException {
    return with(fd, KernelFile::linkText);
  }

  @Override
  public void sleepMillis(long millis) {
    kernel.sleepMillis(millis);
  }

  @Override
  public boolean settle() {
    return Settling.await(kernel);
  }
}
