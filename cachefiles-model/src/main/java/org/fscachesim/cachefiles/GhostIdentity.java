package org.fscachesim.cachefiles;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.cachefiles.ondemand.Message;
import org.fscachesim.cachefiles.ondemand.Request;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Checks what passes between kernel and daemon, knowing of each message which request it is, not
/// only what number it has.
///
/// Verified: an answer ends the request that the thread which gives it has read under that number,
/// not one that got the number later; and no READ is empty or begins before the file.
///
/// Not verified: answers of threads that did not read the message themselves, as nobody knows which
/// one they mean; whether what the daemon answers is true; and the bytes of a message, which the
/// codec checks.
final class GhostIdentity {
  private final Map<Task, Map<Long, Request>> readBy = new LinkedHashMap<>();

  /// @return what is wrong with the message; null for nothing
  @Nullable String delivered(Task reader, Request request) {
    readBy.computeIfAbsent(reader, _ -> new LinkedHashMap<>()).put(request.peekIndex(), request);
    return request.peekMessage() instanceof Message.Read(long offset, long count)
            && (count <= 0 || offset < 0)
        ? request + " asks for " + count + " bytes from " + offset
        : null;
  }

  /// @return what is wrong with the answer; null for nothing
  @Nullable String answered(Task by, Request request) {
    Map<Long, Request> own = readBy.get(by);
    Request meant = own == null ? null : own.remove(request.peekIndex());
    return meant == null || meant == request
        ? null
        : by + " has read " + meant + ", and its answer ends " + request;
  }

  void forget() {
    readBy.clear();
  }
}
