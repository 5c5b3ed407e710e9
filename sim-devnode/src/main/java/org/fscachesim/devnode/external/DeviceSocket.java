package org.fscachesim.devnode.external;

import java.util.function.IntSupplier;
import org.fscachesim.devnode.seccomp.FileIdentity;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.ReadySet;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.vfs.PollEvents;
import org.jspecify.annotations.Nullable;

/// What the daemon polls in place of the device: one end of a pair of sockets, which can be made
/// readable and writable, each on its own.
///
/// ```
///              readable                    writable
/// begin        our end sends a byte        our end takes what fills the buffer
/// end          the byte is taken back      the daemon's end fills its own buffer
/// ```
///
/// To end one, the daemon's end is needed. It is borrowed for the moment: kept here, it would never
/// be closed, and nobody would learn that the daemon has closed it.
final class DeviceSocket implements AutoCloseable {
  /// More bytes than this are not sent ahead; the daemon has been woken often enough.
  private static final int MOST_BYTES = 100;

  private static final int FILLING = 2048;

  /// Borrows the daemon's end.
  interface Lender {
    /// A copy that the caller closes; null when nobody has it any more.
    @Nullable Integer borrow();
  }

  private final HostCalls host = new HostCalls();
  private final int ours;
  private final String link;
  private final FileIdentity identity;
  // Knows the daemon's end, and does not keep it open.
  private final ReadySet mark = new ReadySet();
  private final int marked;
  private int theirs;
  // Guarded by this object's monitor.
  private int bytes;
  private boolean writable;
  private boolean closed;

  /// A pair, neither readable nor writable.
  DeviceSocket() throws ErrnoException {
    int[] pair = host.socketPair();
    ours = pair[0];
    theirs = pair[1];
    host.shrinkSendBuffer(theirs);
    fill(theirs);
    String text = host.readlink("/proc/self/fd/" + theirs);
    link = text == null ? "" : text;
    identity = host.identity(theirs);
    marked = theirs;
    mark.add(marked, 0, 0);
  }

  /// What the descriptor's link in `/proc` says.
  String link() {
    return link;
  }

  /// Which file the daemon's end is.
  FileIdentity identity() {
    return identity;
  }

  /// Whether a thread's descriptor is the daemon's end: the quick way to learn that it is, which on
  /// some hosts does not know.
  boolean isAt(HostCalls caller, int thread, int fd) {
    return caller.isWatched(thread, fd, mark.fd(), marked);
  }

  /// Our end: hung up when nobody has the other one.
  int ours() {
    return ours;
  }

  /// The daemon's end, until it is handed over.
  int theirs() {
    return theirs;
  }

  /// The daemon has its end now; ours of it goes.
  void handedOver() {
    LibC.close(theirs);
    theirs = -1;
  }

  private void fill(int end) {
    while ((host.events(end) & HostCalls.POLLOUT) != 0 && host.send(end, FILLING) > 0) {
      // One is enough, as the buffer is as small as can be; the loop is for kernels to come.
    }
  }

  /// Shows the events of the device.
  ///
  /// @param events asks the device; under the lock, so that an event that comes meanwhile is shown
  ///   after this, and not taken back by it
  /// @param again wakes whoever polls also when the events are the same as before
  synchronized void show(IntSupplier events, boolean again, Lender lender) {
    if (closed) {
      return;
    }
    int now = events.getAsInt();
    boolean readable = (now & PollEvents.POLLIN) != 0;
    if (readable && (bytes == 0 || again && bytes < MOST_BYTES)) {
      bytes += host.send(ours, 1) > 0 ? 1 : 0;
    }
    boolean toWrite = (now & PollEvents.POLLOUT) != 0;
    if (toWrite && !writable) {
      host.drain(ours);
      writable = true;
    }
    if (!readable && bytes > 0 || !toWrite && writable) {
      Integer end = lender.borrow();
      if (end != null) {
        take(end, readable, toWrite);
        LibC.close(end);
      }
    }
  }

  private void take(int end, boolean readable, boolean toWrite) {
    if (!readable) {
      host.drain(end);
      bytes = 0;
    }
    if (!toWrite && writable) {
      fill(end);
      writable = false;
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    LibC.close(ours);
    mark.close();
    if (theirs >= 0) {
      LibC.close(theirs);
      theirs = -1;
    }
  }
}
