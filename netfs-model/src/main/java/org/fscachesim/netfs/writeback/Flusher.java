package org.fscachesim.netfs.writeback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.work.DelayedWork;
import org.jspecify.annotations.Nullable;

/// Writes the dirty files of one mount back: five seconds after the first became dirty, and when
/// somebody asks for it.
///
/// The kernel means to leave pages alone until they are thirty seconds old, unless there are too
/// many for the device. What is too many depends on how much the device has written lately; a mount
/// that has written nothing is allowed nothing, so that the first look, after five seconds, takes
/// all. Thirty seconds are waited for where no page is dirty any more but the file has not been
/// told: its pages were written for another reason, such as a close.
///
/// Kernel: fs/fs-writeback.c (wb_workfn), mm/page-writeback.c (wb_over_bg_thresh)
public final class Flusher {
  private static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final long EXPIRE_NANOS = 30_000_000_000L;

  private final Kernel kernel;
  private final SpinLock lock;
  // One file is written by one task at a time (I_SYNC); here it is one file of the mount.
  private final Mutex writing;
  private final DelayedWork wakeUp;
  // Guarded by `lock`: since when each is dirty, the oldest first.
  private final Map<DirtyFile, Long> dirty = new LinkedHashMap<>();
  private boolean stopped;

  public Flusher(Kernel kernel, String mount) {
    this.kernel = kernel;
    this.lock = new SpinLock(kernel, "wb.list_lock");
    this.writing = new Mutex(kernel, "I_SYNC");
    this.wakeUp =
        new DelayedWork(kernel, kernel.workQueue("writeback"), "flush-" + mount, this::wake);
  }

  /// A page of the file became dirty.
  ///
  /// Kernel: fs/fs-writeback.c (__mark_inode_dirty)
  public void dirtied(DirtyFile file) {
    boolean first;
    try (Held _ = lock.hold()) {
      first = dirty.isEmpty() && !stopped;
      dirty.putIfAbsent(file, kernel.nanos());
    }
    if (first) {
      wakeUp.queueAfter(INTERVAL_NANOS);
    }
  }

  /// Kernel: fs/fs-writeback.c (wb_do_writeback)
  private void wake() {
    boolean flush = files().stream().anyMatch(DirtyFile::hasDirtyPages);
    long expired = kernel.nanos() - EXPIRE_NANOS;
    for (DirtyFile file : flush ? files() : olderThan(expired)) {
      try {
        write(file, false);
      } catch (ErrnoException _) {
        // The pages have been given up or are dirty again; who syncs is told of it.
      }
    }
    try (Held _ = lock.hold()) {
      if (dirty.isEmpty() || stopped) {
        return;
      }
    }
    wakeUp.queueAfter(INTERVAL_NANOS);
  }

  private List<DirtyFile> files() {
    try (Held _ = lock.hold()) {
      return new ArrayList<>(dirty.keySet());
    }
  }

  private List<DirtyFile> olderThan(long nanos) {
    List<DirtyFile> out = new ArrayList<>();
    try (Held _ = lock.hold()) {
      dirty.forEach(
          (file, since) -> {
            if (since <= nanos) {
              out.add(file);
            }
          });
    }
    return out;
  }

  /// Kernel: fs/fs-writeback.c (__writeback_single_inode)
  private void write(DirtyFile file, boolean all) throws ErrnoException {
    try (Held _ = writing.hold()) {
      try (Held _ = lock.hold()) {
        if (!dirty.containsKey(file)) {
          return;
        }
      }
      try {
        file.startWriteback(all);
      } finally {
        tellIfClean(file);
      }
    }
  }

  private void tellIfClean(DirtyFile file) {
    // Taken off first: a page that becomes dirty from now on puts it on again.
    Long since;
    try (Held _ = lock.hold()) {
      since = dirty.remove(file);
    }
    if (file.hasDirtyPages()) {
      try (Held _ = lock.hold()) {
        dirty.putIfAbsent(file, since == null ? kernel.nanos() : since);
      }
    } else {
      file.cleaned();
    }
  }

  /// Writes all dirty files and waits until they are written.
  ///
  /// @throws ErrnoException some could not be written
  ///
  ///   Kernel: fs/fs-writeback.c (sync_inodes_sb)
  public void sync() throws ErrnoException {
    List<DirtyFile> all = files();
    @Nullable Errno failed = null;
    for (DirtyFile file : all) {
      try {
        write(file, true);
      } catch (ErrnoException e) {
        failed = e.errno();
      }
    }
    all.forEach(DirtyFile::awaitWriteback);
    if (failed != null) {
      throw failed.exception();
    }
  }

  /// The file goes; it has no pages any more.
  public void forget(DirtyFile file) {
    try (Held _ = writing.hold()) {
      try (Held _ = lock.hold()) {
        dirty.remove(file);
      }
    }
  }

  /// The mount goes.
  public void stop() {
    try (Held _ = lock.hold()) {
      stopped = true;
    }
    wakeUp.cancelSync();
  }
}
