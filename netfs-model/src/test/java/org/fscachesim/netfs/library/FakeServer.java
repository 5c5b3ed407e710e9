package org.fscachesim.netfs.library;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/// A network filesystem of one file, whose server follows a script.
final class FakeServer implements RequestOperations {
  /// What the server does about one call.
  sealed interface Answer {
    /// Gives so many bytes at most.
    record Give(long bytes) implements Answer {}

    /// Fails.
    record Fail(Errno error) implements Answer {}

    /// Says that it gave so many bytes more than were asked for.
    record TooMany(long more) implements Answer {}
  }

  private final Kernel kernel;
  byte[] content;

  /// Ranges asked for, in order, such as `0+4096`.
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  /// What the next calls get; when it is empty, all that was asked for.
  final Deque<Answer> script = new ArrayDeque<>();

  /// Bytes that one call can give.
  long rsize = Long.MAX_VALUE;

  /// Says that no range from here on can be read.
  long unreadableFrom = Long.MAX_VALUE;

  /// Answer from another task.
  boolean async;

  /// What is not given is zeros.
  boolean clearTail;

  /// What is not given is zeros where the file ends: as 9p has it, and what a client of the read
  /// helpers has to say when it is asked for the last page after the cache failed to give it.
  boolean clearTailAtEnd;

  /// How often the cache is declared out of date.
  int distrust;

  /// What the requests are to be grown to; null for what they are.
  @Nullable FileRange expandTo;

  /// Ranges written, in order.
  final List<String> writes = Collections.synchronizedList(new ArrayList<>());

  /// What the next writes get; when it is empty, they are taken whole.
  final Deque<Answer> writeScript = new ArrayDeque<>();

  /// Bytes that one write can take.
  long wsize = Long.MAX_VALUE;

  /// Have reads stored under the marks of the pages.
  boolean storingMarks;

  int cacheInvalidations;
  int requestsMade;
  int requestsFreed;
  int requestsDone;

  FakeServer(Kernel kernel, byte[] content) {
    this.kernel = kernel;
    this.content = content;
  }

  /// Bytes that tell where they come from.
  static byte[] pattern(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 251 + i / 4096 * 7 + seed);
    }
    return bytes;
  }

  /// What a reader of the range should see.
  byte[] expected(int start, int length) {
    return Arrays.copyOf(
        start >= content.length
            ? new byte[0]
            : Arrays.copyOfRange(content, start, Math.min(content.length, start + length)),
        length);
  }

  @Override
  public void initRequest(NetfsRequest request, @Nullable Object file) {
    requestsMade++;
    if (storingMarks) {
      request.useStoringMarks();
    }
    request.setPrivateData(this);
  }

  @Override
  public void freeRequest(NetfsRequest request) {
    requestsFreed++;
  }

  @Override
  public void beginCacheOperation(NetfsRequest request) throws ErrnoException {
    Cookie cookie = request.inode().cookie();
    request.resources().beginReadOperation(cookie);
  }

  @Override
  public void expandReadahead(NetfsRequest request) {
    FileRange wanted = expandTo;
    if (wanted != null) {
      request.expand(wanted);
    }
  }

  @Override
  public boolean clampLength(NetfsSubrequest subrequest) {
    if (subrequest.start() >= unreadableFrom) {
      return false;
    }
    subrequest.shorten(Math.min(subrequest.length(), rsize));
    return true;
  }

  @Override
  public boolean isStillValid(NetfsRequest request) {
    if (distrust > 0) {
      distrust--;
      return false;
    }
    return true;
  }

  @Override
  public void prepareRead(NetfsSubrequest subrequest) throws ErrnoException {
    if (subrequest.start() >= unreadableFrom) {
      throw Errno.EIO.exception();
    }
    subrequest.limit(rsize, 1);
  }

  @Override
  public void prepareWrite(NetfsSubrequest subrequest) {
    subrequest.limit(wsize, 1);
  }

  @Override
  public void issueWrite(NetfsSubrequest subrequest) {
    writes.add(subrequest.position() + "+" + subrequest.remaining());
    Answer answer = writeScript.isEmpty() ? new Answer.Give(Long.MAX_VALUE) : writeScript.remove();
    if (async) {
      kernel.spawn("server", () -> answerWrite(subrequest, answer, true));
    } else {
      answerWrite(subrequest, answer, false);
    }
  }

  private void answerWrite(NetfsSubrequest subrequest, Answer answer, boolean wasAsync) {
    switch (answer) {
      case Answer.Fail(Errno error) -> subrequest.terminated(new IoOutcome.Failed(error), wasAsync);
      case Answer.Give(long bytes) -> {
        int count = (int) Math.min(bytes, subrequest.remaining());
        int end = (int) subrequest.position() + count;
        content = content.length < end ? Arrays.copyOf(content, end) : content;
        subrequest.buffer().get(0, content, (int) subrequest.position(), count);
        subrequest.terminated(new IoOutcome.Transferred(count), wasAsync);
      }
      case Answer.TooMany _ -> throw new AssertionError("a server that takes too many bytes");
    }
  }

  @Override
  public void invalidateCache(NetfsRequest request) {
    cacheInvalidations++;
  }

  @Override
  public void issueRead(NetfsSubrequest subrequest) {
    calls.add(subrequest.position() + "+" + subrequest.remaining());
    Answer answer = script.isEmpty() ? new Answer.Give(Long.MAX_VALUE) : script.remove();
    if (clearTail) {
      subrequest.set(SubrequestFlag.CLEAR_TAIL);
    }
    if (async) {
      kernel.spawn("server", () -> answer(subrequest, answer, true));
    } else {
      answer(subrequest, answer, false);
    }
  }

  private void answer(NetfsSubrequest subrequest, Answer answer, boolean wasAsync) {
    switch (answer) {
      case Answer.Fail(Errno error) -> subrequest.terminated(new IoOutcome.Failed(error), wasAsync);
      case Answer.Give(long bytes) -> {
        long there = Math.max(0, content.length - subrequest.position());
        int count = (int) Math.min(Math.min(bytes, there), subrequest.remaining());
        give(subrequest, count);
        if (clearTailAtEnd && subrequest.position() + count >= content.length) {
          subrequest.set(SubrequestFlag.CLEAR_TAIL);
        }
        if (subrequest.request().inode().netfs().isLibrary()
            && subrequest.position() + count >= content.length) {
          subrequest.set(SubrequestFlag.HIT_EOF);
        }
        subrequest.terminated(new IoOutcome.Transferred(count), wasAsync);
      }
      case Answer.TooMany(long more) -> {
        int count = (int) subrequest.remaining();
        give(subrequest, count);
        subrequest.terminated(new IoOutcome.Transferred(count + more), wasAsync);
      }
    }
  }

  private void give(NetfsSubrequest subrequest, int count) {
    if (count > 0) {
      subrequest.buffer().put(0, content, (int) subrequest.position(), count);
    }
  }

  @Override
  public void done(NetfsRequest request) {
    requestsDone++;
  }
}
