package org.fscachesim.kernel.vfs;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.sync.AtomicCounter;

/// A client filesystem with a `file` and a `dir`, which is crashed by a use after its unmount.
final class Files {
  private final Vfs vfs;
  int mounted;

  Files(Vfs vfs) {
    this.vfs = vfs;
  }

  FilesystemType type(String name) {
    return new FilesystemType() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public ClientFilesystem mount(String source, String options) throws ErrnoException {
        if (options.equals("bad")) {
          throw Errno.EINVAL.exception();
        }
        mounted++;
        vfs.log.add("mount " + source);
        return new Mounted(source);
      }
    };
  }

  private final class Mounted implements ClientFilesystem {
    private final String source;
    private final AtomicCounter openFiles;
    private boolean gone;

    Mounted(String source) {
      this.source = source;
      this.openFiles = new AtomicCounter(vfs.kernel, "open files", 0);
    }

    private void use() {
      KernelBug.check(!gone, source + " is used after its unmount");
      openFiles.get();
      KernelBug.check(!gone, source + " is unmounted during a call");
    }

    @Override
    public ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException {
      use();
      if (!path.equals("file")) {
        throw Errno.ENOENT.exception();
      }
      openFiles.incrementAndGet();
      return new OpenedFile();
    }

    @Override
    public FileStat stat(String path) throws ErrnoException {
      use();
      return switch (path) {
        case "", "dir" -> new FileStat(FileType.DIRECTORY.bits() | 0755, 0, 0);
        case "file" -> new FileStat(FileType.REGULAR.bits() | 0644, 0, 0);
        default -> throw Errno.ENOENT.exception();
      };
    }

    @Override
    public List<String> names(String path) {
      use();
      return List.of("dir", "file");
    }

    @Override
    public String readlink(String path) throws ErrnoException {
      use();
      throw Errno.EINVAL.exception();
    }

    @Override
    public void truncate(String path, long size) {
      use();
      vfs.log.add("truncate " + path + " " + size);
    }

    @Override
    public void sync() {
      use();
      vfs.log.add("sync " + source);
    }

    @Override
    public void dropPageCache() {
      use();
      vfs.log.add("drop " + source);
    }

    @Override
    public void unmount() {
      use();
      KernelBug.check(openFiles.get() == 0, source + " is unmounted with open files");
      gone = true;
      mounted--;
      vfs.log.add("unmount " + source);
    }

    @Override
    public int openFiles() {
      return (int) openFiles.get();
    }

    private final class OpenedFile implements ClientFile {
      @Override
      public int read(long offset, ByteBuffer into) {
        use();
        return 0;
      }

      @Override
      public int write(long offset, ByteBuffer from) {
        use();
        return from.remaining();
      }

      @Override
      public FileStat stat() {
        use();
        return new FileStat(0644, 0, 0);
      }

      @Override
      public void close() {
        use();
        openFiles.decrementAndGet();
      }
    }
  }
}
