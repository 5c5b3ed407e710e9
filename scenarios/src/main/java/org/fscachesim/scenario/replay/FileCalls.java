package org.fscachesim.scenario.replay;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientPath;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// What an application does by path: mounting, and working with files of mounted filesystems, both
/// client filesystems and stores.
final class FileCalls {
  private static final int CREATE_MODE = 0644;

  private final UserProcess process;
  private final Kernel kernel;

  FileCalls(UserProcess process) {
    this.process = process;
    this.kernel = process.kernel();
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

  void mount(String type, String source, String directory, String options) throws ErrnoException {
    system(
        () -> {
          kernel.namespace().mount(process.workingDirectory(), type, source, directory, options);
          return 0;
        });
  }

  void umount(String directory) throws ErrnoException {
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

  /// An open file, whatever it lies in.
  private interface Handle {
    int read(long offset, ByteBuffer into) throws ErrnoException;

    int write(long offset, ByteBuffer from) throws ErrnoException;

    void close() throws ErrnoException;
  }

  private record InClient(ClientFile file) implements Handle {
    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return file.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return file.write(offset, from);
    }

    @Override
    public void close() throws ErrnoException {
      file.close();
    }
  }

  private record InStore(OpenFile file) implements Handle {
    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return file.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return file.write(offset, from);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private Handle open(String path, OpenFlags flags, boolean create) throws ErrnoException {
    return system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            return new InClient(inClient.open(flags, create));
          }
          return new InStore(openInStore(path, create));
        });
  }

  private OpenFile openInStore(String path, boolean create) throws ErrnoException {
    Location at;
    try {
      at = inStore(path);
    } catch (ErrnoException e) {
      if (!create || e.errno() != Errno.ENOENT) {
        throw e;
      }
      at = StorePaths.create(kernel, process.workingDirectory(), path, CREATE_MODE);
    }
    return at.store().open(at.inode(), false);
  }

  /// Reads a file piece by piece.
  ///
  /// @return size and checksum of what was read; or the errno, with the bytes before it
  String cat(String path, long offset, long length, int chunk) throws ErrnoException {
    Handle file = open(path, OpenFlags.READ_ONLY, false);
    Checksum sum = new Checksum();
    try {
      while (sum.bytes() < length) {
        ByteBuffer into = ByteBuffer.allocateDirect((int) Math.min(chunk, length - sum.bytes()));
        long at = offset + sum.bytes();
        if (system(() -> file.read(at, into)) == 0) {
          break;
        }
        sum.add(into.flip());
      }
      return sum.toString();
    } catch (ErrnoException e) {
      return e.errno().name() + (sum.bytes() == 0 ? "" : " after " + sum.bytes());
    } finally {
      file.close();
    }
  }

  /// Opens for writing, creating what is absent, writes and closes; bytes written.
  long write(String path, long offset, ByteBuffer bytes) throws ErrnoException {
    Handle file = open(path, OpenFlags.WRITE_ONLY, true);
    kernel.sleepMillis(Pace.of(kernel.machine()).writeMillis());
    try {
      return system(() -> file.write(offset, bytes));
    } finally {
      file.close();
    }
  }

  void truncate(String path, long size) throws ErrnoException {
    system(
        () -> {
          ClientPath inClient = client(path);
          if (inClient != null) {
            inClient.truncate(size);
          } else {
            OpenFile file = openInStore(path, false);
            try {
              file.truncate(size);
            } finally {
              file.close();
            }
          }
          return 0;
        });
  }

  FileStat stat(String path) throws ErrnoException {
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

  List<String> names(String path) throws ErrnoException {
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
}
