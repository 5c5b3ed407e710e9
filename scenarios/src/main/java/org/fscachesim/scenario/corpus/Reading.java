package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ContentCheck;
import org.jspecify.annotations.Nullable;

/// An application reads a page of an on-demand file.
final class Reading {
  private final Task task;
  private final long offset;
  private final byte[] data = new byte[Stage.PAGE];
  private volatile @Nullable Errno error;
  private volatile @Nullable IoSource source;

  private Reading(UserProcess by, Cookie cookie, int page) {
    this.offset = (long) page * Stage.PAGE;
    this.task =
        by.start(
            "read",
            () -> {
              run(cookie);
              by.kernel().machine().note(() -> told(page));
            });
  }

  /// Begins to read.
  static Reading start(UserProcess by, Cookie cookie, int page) {
    return new Reading(by, cookie, page);
  }

  private void run(Cookie cookie) {
    CacheResources resources = new CacheResources();
    try {
      resources.beginReadOperation(cookie);
    } catch (ErrnoException e) {
      error = e.errno();
      return;
    }
    try {
      ReadSlice slice = new ReadSlice(1, 0, offset, data.length, Set.of(SubrequestFlag.ONDEMAND));
      ResourceOperations ops = requireNonNull(resources.ops());
      source = ops.prepareOndemandRead(resources, slice, Stage.FILE_SIZE, 0);
      if (source == IoSource.READ_FROM_CACHE) {
        ops.read(
            resources, offset, IoBuffer.of(data), ReadHole.FAIL, (outcome, _) -> note(outcome));
      } else {
        error = Errno.EIO;
      }
    } catch (ErrnoException e) {
      error = e.errno();
    } finally {
      resources.endOperation();
    }
  }

  private String told(int page) {
    return "reads page " + page + " = " + (error == null ? Stage.bytes(data) : error);
  }

  private void note(IoOutcome outcome) {
    if (outcome instanceof IoOutcome.Failed(Errno why)) {
      error = why;
    }
  }

  Task task() {
    return task;
  }

  /// Waits for the end.
  ///
  /// @return the error with which it ended, or null
  @Nullable Errno error() {
    task.join();
    return error;
  }

  /// Waits for the end.
  ///
  /// @return the page, zeroes where nothing was read
  byte[] data() {
    task.join();
    return data.clone();
  }

  /// Waits for the end, which must be a good one.
  void mustSucceed() {
    Errno why = error();
    Stage.require(why == null, "a read failed, " + why + ", though the daemon could serve it");
    byte[] file = Daemon.content((int) Stage.FILE_SIZE).array();
    new ContentCheck("a file of the daemon's", file).got(offset, data);
  }
}
