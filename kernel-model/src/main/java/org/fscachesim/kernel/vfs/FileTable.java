package org.fscachesim.kernel.vfs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// The descriptors of a process. A number is reserved first and gets its file later, so that a
/// driver can fail in between without anybody having seen the descriptor.
///
/// Kernel: fs/file.c
public final class FileTable {
  private record Slot(@Nullable KernelFile file) {}

  private final int limit;
  // Guarded by this object's monitor, which is never held while a file is called.
  private final List<@Nullable Slot> slots = new ArrayList<>();

  /// @param limit RLIMIT_NOFILE: one more than the highest number
  public FileTable(int limit) {
    this.limit = limit;
  }

  /// Reserves the lowest free number.
  ///
  /// @throws ErrnoException `EMFILE` at the limit
  public synchronized int reserve() throws ErrnoException {
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

  /// Gives a reserved number back.
  public synchronized void unreserve(int fd) {
    KernelBug.check(slots.get(fd) instanceof Slot(KernelFile f) && f == null, fd + " is in use");
    slots.set(fd, null);
  }

  /// Makes a reserved number visible. The table takes over the caller's reference.
  public synchronized void install(int fd, KernelFile file) {
    KernelBug.check(slots.get(fd) instanceof Slot(KernelFile f) && f == null, fd + " is in use");
    slots.set(fd, new Slot(file));
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
  public synchronized KernelFile get(int fd) throws ErrnoException {
    if (fd >= 0 && fd < slots.size() && slots.get(fd) instanceof Slot(KernelFile f) && f != null) {
      return f.get();
    }
    throw Errno.EBADF.exception();
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
  public int dup2(int fd, int to) throws ErrnoException {
    KernelFile file = get(fd);
    if (to == fd) {
      file.put();
      return to;
    }
    if (to < 0 || to >= limit) {
      file.put();
      throw Errno.EBADF.exception();
    }
    @Nullable KernelFile before;
    synchronized (this) {
      before = to < slots.size() && slots.get(to) instanceof Slot(KernelFile f) ? f : null;
      put(to, new Slot(file));
    }
    if (before != null) {
      before.put();
    }
    return to;
  }

  /// close(2). The release, if it comes to that, runs in the calling task.
  ///
  /// @throws ErrnoException `EBADF` when there is none
  public void close(int fd) throws ErrnoException {
    KernelFile file;
    synchronized (this) {
      if (fd < 0
          || fd >= slots.size()
          || !(slots.get(fd) instanceof Slot(KernelFile f))
          || f == null) {
        throw Errno.EBADF.exception();
      }
      file = f;
      slots.set(fd, null);
    }
    file.put();
  }

  /// Open numbers, ascending.
  public synchronized List<Integer> open() {
    List<Integer> out = new ArrayList<>();
    for (int fd = 0; fd < slots.size(); fd++) {
      if (slots.get(fd) instanceof Slot(KernelFile f) && f != null) {
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
}
