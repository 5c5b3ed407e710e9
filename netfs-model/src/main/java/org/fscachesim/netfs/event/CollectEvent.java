package org.fscachesim.netfs.event;

import java.util.Locale;

/// The tracepoints of who looks at what was written.
///
/// Kernel: include/trace/events/netfs.h
public sealed interface CollectEvent extends NetfsEvent {
  /// The collector begins.
  ///
  /// @param end the same as `start` where nobody knows yet how much it will be
  record Begin(int request, long start, long end) implements CollectEvent {
    @Override
    public String event() {
      return "netfs_collect";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "R=%08x s=%x-%x", request, start, end);
    }
  }

  /// A subrequest is looked at.
  ///
  /// @param stream 0 to the server, 1 to the cache
  record Subrequest(int request, int stream, int index, long start, long transferred, long length)
      implements CollectEvent {
    @Override
    public String event() {
      return "netfs_collect_sreq";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "R=%08x[%x:%02x] s=%x t=%x/%x",
          request,
          stream,
          index,
          start,
          transferred,
          length);
    }
  }

  /// All of a stream has been looked at.
  ///
  /// @param collectedTo everything before this position is through with
  /// @param front index of the oldest subrequest that is not; -1 for none
  record Stream(int request, int stream, long collectedTo, int front) implements CollectEvent {
    @Override
    public String event() {
      return "netfs_collect_stream";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "R=%08x[%x:] cto=%x frn=%x", request, stream, collectedTo, front);
    }
  }

  /// All streams have been looked at.
  ///
  /// @param collectedTo everything before this position is through with, whichever way it went
  /// @param cleanedTo the pages before this position have been handed back
  /// @param notes what was seen: 1 something is under way, 4 something ended, 8 pages are written
  record State(int request, long collectedTo, long cleanedTo, int notes) implements CollectEvent {
    @Override
    public String event() {
      return "netfs_collect_state";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "R=%08x col=%x cln=%x n=%x", request, collectedTo, cleanedTo, notes);
    }
  }

  /// A page that is through with.
  ///
  /// @param index page number within the file
  record Page(int request, long index, long start, long end, long cleanedTo, long collectedTo)
      implements CollectEvent {
    @Override
    public String event() {
      return "netfs_collect_folio";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "R=%08x ix=%05x r=%x-%x t=%x/%x",
          request,
          index,
          start,
          end,
          cleanedTo,
          collectedTo);
    }
  }
}
