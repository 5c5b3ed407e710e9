package org.fscachesim.kernel.vfs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// The descriptors of a process. A number is reserved first and gets its file later, so that a
/// driver can fail in between without anybody having seen the descriptor.
///
/// Any task of the process may close a descriptor from the moment when it has its file, also before
/// its number was told to anybody.
///
/// Kernel: fs/file.c
public final class FileTable implements Resource {
  private record Slot(@Nullable KernelFile file) {}

  private final Kernel kernel;
  private final String process;
  private final int limit;
  // Guarded by this object's monitor, which is never held while a file is called.
  private final List<@Nullable Slot> slots = new ArrayList<>();

  /// @param process whose it is, for reports
  /// @param limit RLIMIT_NOFILE: one more than the highest number
  public FileTable(Kernel kernel, String process, int limit) {
    this.kernel = kernel;
    this.process = process;
    this.limit = limit;
  }

  /// Reserves the lowest free number.
  ///
  /// @throws ErrnoException `EMFILE` at the limit
  public int reserve() throws ErrnoException {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return reserveQuietly();
  }

  private synchronized int reserveQuietly() throws ErrnoException {
    int fd = 0;
    while (fd < slots.size() && slots.get(fd) != null) {
      fd++;
    }
    if (fd >= limit) {
      throw Errno.EMFILE.exception();
    }
    put(fd, new Slot(null));
    return fd;
  }

  private void put(int fd, @Nullable Slot slot) {
    while (slots.size() <= fd) {
      slots.add(null);
    }
    slots.set(fd, slot);
  }

  private @Nullable Slot slot(int fd) {
    return fd >= 0 && fd < slots.size() ? slots.get(fd) : null;
  }

  private @Nullable KernelFile fileIn(int fd) {
    Slot slot = slot(fd);
    return slot == null ? null : slot.file;
  }

  private void checkReserved(int fd) {
    Slot slot = slot(fd);
    KernelBug.check(
        slot != null && slot.file == null,
        () ->
            "descriptor "
                + fd
                + " of "
                + process
                + (slot == null ? " is not reserved" : " is in use"));
  }

  /// Gives a reserved number back.
  ///
  /// @throws KernelBug when it is not reserved, or has got its file
  public void unreserve(int fd) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      checkReserved(fd);
      slots.set(fd, null);
    }
  }

  /// Makes a reserved number visible. The table takes over the caller's reference.
  ///
  /// @throws KernelBug when it is not reserved, or has got its file
  public void install(int fd, KernelFile file) {
    kernel.machine().reach(this, Operation.Access.WRITE);
    file.installedOn(kernel.machine());
    synchronized (this) {
      checkReserved(fd);
      slots.set(fd, new Slot(file));
    }
  }

  /// Reserves and installs in one step; the table takes over the caller's reference.
  public int add(KernelFile file) throws ErrnoException {
    int fd = reserve();
    install(fd, file);
    return fd;
  }

  /// The file behind a descriptor, with a reference that the caller puts.
  ///
  /// @throws ErrnoException `EBADF` when there is none
  public KernelFile get(int fd) throws ErrnoException {
    kernel.machine().reach(this, Operation.Access.READ);
    synchronized (this) {
      KernelFile file = fileIn(fd);
      if (file == null) {
        throw Errno.EBADF.exception();
      }
      return file.get();
    }
  }

  /// dup(2).
  public int dup(int fd) throws ErrnoException {
    KernelFile file = get(fd);
    try {
      return add(file);
    } catch (ErrnoException e) {
      file.put();
      throw e;
    }
  }

  /// dup2(2): whatever `to` was is closed.
  ///
  /// @throws ErrnoException `EBADF` when `fd` is not open or `to` beyond the limit; `EBUSY` when
  ///   `to` is reserved for a file that is just being opened
  public int dup2(int fd, int to) throws ErrnoException {
    KernelFile file = get(fd);
    boolean taken = false;
    try {
      if (to == fd) {
        return to;
      }
      if (to < 0 || to >= limit) {
        throw Errno.EBADF.exception();
      }
      KernelFile before = replace(to, file);
      taken = true;
      if (before != null) {
        before.put();
      }
      return to;
    } finally {
      if (!taken) {
        file.put();
      }
    }
  }

  private @Nullable KernelFile replace(int fd, KernelFile file) throws ErrnoException {
    kernel.machine().reach(this, Operation.Access.WRITE);
    synchronized (this) {
      Slot before = slot(fd);
      if (before != null && before.file == null) {
        throw Errno.EBUSY.exception();
      }
      put(fd, new Slot(file));
      return before == null ? null : before.file;
    }
  }

  /// close(2). The release, if it comes to that, runs in the calling task.
  ///
  /// @throws ErrnoException `EBADF` when there is none
  public void close(int fd) throws ErrnoException {
    kernel.machine().reach(this, Operation.Access.WRITE);
    KernelFile file;
    synchronized (this) {
      file = fileIn(fd);
      if (file == null) {
        throw Errno.EBADF.exception();
      }
      slots.set(fd, null);
    }
    file.put();
  }

  /// Open numbers, ascending, without a scheduling point.
  public synchronized List<Integer> open() {
    kernel.machine().touch(this, Operation.Access.READ);
    List<Integer> out = new ArrayList<>();
    for (int fd = 0; fd < slots.size(); fd++) {
      if (fileIn(fd) != null) {
        out.add(fd);
      }
    }
    return out;
  }

  /// What exit does: closes all, ascending.
  public void closeAll() {
    for (int fd : open()) {
      try {
        close(fd);
      } catch (ErrnoException e) {
        // Another task of the process closed it meanwhile.
      }
    }
  }

  @Override
  public String describe() {
    return "descriptors of " + process;
  }
}
