package org.fscachesim.netfs.event;

import java.util.Locale;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.trace.TraceEvent;
import org.jspecify.annotations.Nullable;

/// The tracepoints of the netfs library.
///
/// Numbers of requests are their debug ids; lengths and positions are bytes. Where the text differs
/// between kernels, the event says by a [Style] which one is meant.
///
/// Kernel: include/trace/events/netfs.h
public sealed interface NetfsEvent extends TraceEvent
    permits NetfsEvent.Read,
        NetfsEvent.Write,
        NetfsEvent.Page,
        NetfsEvent.Request,
        NetfsEvent.Subrequest,
        NetfsEvent.Failure,
        NetfsEvent.RequestRef,
        NetfsEvent.SubrequestRef,
        ReadDataEvent,
        CollectEvent {
  /// How the events look.
  enum Style {
    /// That of the read helpers, up to 6.7.
    HELPERS,
    /// That of the library which writes, too.
    LIBRARY
  }

  /// What an event says of a piece of a request.
  ///
  /// @param request debug id
  /// @param index place within the request; -1 for the request itself
  /// @param error null for none
  /// @param flags the flag word
  /// @param slot place within the folio queue, where the style has it
  record Piece(
      int request,
      int index,
      IoSource source,
      @Nullable Errno error,
      int flags,
      long start,
      long transferred,
      long length,
      int slot) {
    /// The same with another error.
    public Piece withError(@Nullable Errno other) {
      return new Piece(request, index, source, other, flags, start, transferred, length, slot);
    }

    int errorNumber() {
      return error == null ? 0 : -error.code();
    }
  }

  /// A read begins.
  ///
  /// @param cookie debug id, 0 for none
  /// @param inode inode number
  record Read(
      Style style,
      int request,
      ReadTrace why,
      int cookie,
      long inode,
      long start,
      long length,
      long fileSize)
      implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_read";
    }

    @Override
    public String text() {
      String common =
          String.format(
              Locale.ROOT,
              "R=%08x %s c=%08x ni=%x s=%x ",
              request,
              why.text(),
              cookie,
              inode,
              start);
      return switch (style) {
        case HELPERS -> common + Long.toHexString(length);
        case LIBRARY -> common + String.format(Locale.ROOT, "l=%x sz=%x", length, fileSize);
      };
    }
  }

  /// A write begins.
  ///
  /// @param length bytes; writeback does not know yet how much it will be, and shows all ones
  record Write(int request, WriteTrace why, int cookie, long inode, long start, long length)
      implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_write";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "R=%08x %s c=%08x i=%x by=%x-%x",
          request,
          why.text(),
          cookie,
          inode,
          start,
          length == 0 ? -1L : start + length - 1);
    }
  }

  /// Something is done with a page.
  ///
  /// @param index page number within the file
  record Page(long inode, long index, FolioTrace what) implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_folio";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "i=%x ix=%05x-%05x %s", inode, index, index, what.text());
    }
  }

  /// A step of a request.
  ///
  /// @param origin two letters
  record Request(int request, String origin, RequestTrace what, int flags) implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_rreq";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "R=%08x %s %s f=%02x", request, origin, what.text(), flags);
    }
  }

  /// A step of a subrequest.
  record Subrequest(Style style, Piece piece, SubrequestTrace what) implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_sreq";
    }

    @Override
    public String text() {
      String index =
          style == Style.HELPERS ? Integer.toString(piece.index) : Integer.toHexString(piece.index);
      String slot = style == Style.HELPERS ? "" : " s=" + piece.slot;
      return String.format(
          Locale.ROOT,
          "R=%08x[%s] %s %s f=%02x s=%x %x/%x%s e=%d",
          piece.request,
          index,
          piece.source.text(),
          what.text(),
          piece.flags,
          piece.start,
          piece.transferred,
          piece.length,
          slot,
          piece.errorNumber());
    }
  }

  /// Something failed.
  record Failure(Style style, Piece piece, FailureTrace what) implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_failure";
    }

    @Override
    public String text() {
      String index =
          style == Style.HELPERS ? Integer.toString(piece.index) : Integer.toHexString(piece.index);
      return String.format(
          Locale.ROOT,
          "R=%08x[%s] %s f=%02x s=%x %x/%x %s e=%d",
          piece.request,
          index,
          piece.source.text(),
          piece.flags,
          piece.start,
          piece.transferred,
          piece.length,
          what.text(),
          piece.errorNumber());
    }
  }

  /// A reference to a request.
  record RequestRef(int request, RequestRefTrace why, int ref) implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_rreq_ref";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "R=%08x %s r=%d", request, why.text(), ref);
    }
  }

  /// A reference to a subrequest.
  record SubrequestRef(int request, int index, SubrequestRefTrace why, int ref)
      implements NetfsEvent {
    @Override
    public String event() {
      return "netfs_sreq_ref";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "R=%08x[%x] %s r=%d", request, index, why.text(), ref);
    }
  }
}
