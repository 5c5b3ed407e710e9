package org.fscachesim.cachefiles;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.cachefiles.ondemand.Message;
import org.fscachesim.cachefiles.ondemand.OnDemandObject;
import org.fscachesim.cachefiles.ondemand.Request;
import org.jspecify.annotations.Nullable;

/// Checks that every request to the daemon gets its turn: how often one that came later was handed
/// out while it could have been.
///
/// Verified: a request that is new and could be delivered is passed over by at most
/// [#MOST_PASSED_OVER] that came into the table behind it. A READ whose object is being reopened
/// can not be delivered; it counts from when it can.
///
/// Not verified: that the daemon reads at all, and how long anybody waits in time.
final class Fairness {
  /// Requests that may come first before one counts as starved.
  static final int MOST_PASSED_OVER = 16;

  // Those that wait for their delivery, in the order in which they came, and by how many each was
  // passed over.
  private final Map<Request, Integer> waiting = new LinkedHashMap<>();

  void enqueued(Request request) {
    waiting.put(request, 0);
  }

  /// @return a request that was passed over once too often by this one; null when there is none
  @Nullable Request delivered(Request request) {
    Request starved = null;
    for (Map.Entry<Request, Integer> entry : waiting.entrySet()) {
      Request other = entry.getKey();
      if (other == request) {
        break;
      }
      if (canBeDelivered(other)) {
        entry.setValue(entry.getValue() + 1);
        if (entry.getValue() == MOST_PASSED_OVER + 1) {
          starved = other;
        }
      }
    }
    waiting.remove(request);
    return starved;
  }

  private static boolean canBeDelivered(Request request) {
    OnDemandObject info = request.peekObject().onDemand();
    return !(request.peekMessage() instanceof Message.Read)
        || info == null
        || info.peekState() != OnDemandObject.State.REOPENING;
  }

  /// It is new again, and takes its place behind all that wait.
  void renewed(Request request) {
    waiting.putIfAbsent(request, 0);
  }

  void completed(Request request) {
    waiting.remove(request);
  }

  void forget() {
    waiting.clear();
  }
}
