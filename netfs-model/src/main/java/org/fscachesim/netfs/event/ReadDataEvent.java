package org.fscachesim.netfs.event;

import java.util.Locale;

/// The tracepoints about the pages of a request, and about how what was read gets to them.
///
/// Kernel: include/trace/events/netfs.h
public sealed interface ReadDataEvent extends NetfsEvent {
  /// A queue of pages.
  ///
  /// @param queue its number
  record Queue(int request, int queue, FolioQueueTrace what) implements ReadDataEvent {
    @Override
    public String event() {
      return "netfs_folioq";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "R=%08x fq=%x %s", request, queue, what.text());
    }
  }

  /// A subrequest comes to the next page.
  ///
  /// @param start where it is in the file
  /// @param consumed bytes of the subrequest before that
  /// @param transferred all that it has got
  /// @param part bytes of the page that it has got
  /// @param available bytes that it has got from here on
  /// @param slot the page's place in the queue
  record Progress(
      int request,
      int index,
      long start,
      long consumed,
      long transferred,
      long part,
      long available,
      int slot)
      implements ReadDataEvent {
    @Override
    public String event() {
      return "netfs_progress";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "R=%08x[%02x] s=%x ct=%x/%x pa=%x/%x sl=%x",
          request,
          index,
          start,
          consumed,
          transferred,
          part,
          available,
          slot);
    }
  }

  /// A subrequest gives a part of a page to a neighbour.
  ///
  /// @param to index of the neighbour; -1 if it is not there yet
  /// @param amount bytes
  record Donate(int request, int index, int to, DonateTrace what, long amount)
      implements ReadDataEvent {
    @Override
    public String event() {
      return "netfs_donate";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "R=%08x[%02x] -> [%02x] %s am=%x", request, index, to, what.text(), amount);
    }
  }
}
