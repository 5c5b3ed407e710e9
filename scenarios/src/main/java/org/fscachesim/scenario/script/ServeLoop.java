package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.ServeSource;
import org.jspecify.annotations.Nullable;

/// The well-behaved daemon of `serve`: one message after the other, until there is nothing to do.
///
/// It takes over what the actor knows: descriptors of objects that were opened before, and leaves
/// what it opened. A call that fails is noted as a fault, and the daemon goes on. The descriptor of
/// an OPEN that it refuses stays open, as the recorded daemon left it.
final class ServeLoop {
  /// What a read that gives nothing though poll promised a message counts as.
  private static final long EMPTY_READ_MILLIS = 10;

  private final ActorNames names;
  private final ActorCalls calls;
  private final SystemCalls system;
  private final GuestFiles guest;
  private final Operation.Serve serve;
  private long opens;
  private long reads;
  private long bytes;
  private long closes;
  private @Nullable String fault;

  ServeLoop(ActorNames names, ActorCalls calls, GuestFiles guest, Operation.Serve serve) {
    this.names = names;
    this.calls = calls;
    this.system = calls.system();
    this.guest = guest;
    this.serve = serve;
  }

  /// Serves; the counts, as a transcript writes them.
  ///
  /// @throws ErrnoException EBADF when the actor has no such device
  String run() throws ErrnoException {
    int device = names.descriptor(serve.device());
    ByteBuffer buffer = ByteBuffer.allocateDirect(DaemonMessage.MAX_SIZE);
    long nothing = 0;
    while (nothing < serve.idleMillis() && !isDone()) {
      if (system.poll(device, PollEvents.POLLIN, serve.idleMillis() - nothing) == 0) {
        if (calls.settle()) {
          continue;
        }
        break;
      }
      buffer.clear();
      int got = read(device, buffer);
      if (got < 0) {
        break;
      }
      Optional<DaemonMessage> message =
          got == 0 ? Optional.empty() : MessageText.decode(buffer.flip());
      if (message.isEmpty()) {
        nothing += EMPTY_READ_MILLIS;
        calls.sleepMillis(EMPTY_READ_MILLIS);
      } else {
        nothing = 0;
        answer(device, message.get());
      }
    }
    String counts = "opens=%d reads=%d bytes=%d closes=%d".formatted(opens, reads, bytes, closes);
    return fault == null ? counts : counts + " fault=" + fault;
  }

  private boolean isDone() {
    return serve.count() != null && opens + reads + closes >= serve.count();
  }

  private int read(int device, ByteBuffer buffer) {
    try {
      return system.read(device, buffer);
    } catch (ErrnoException _) {
      note("read:-1");
      return -1;
    }
  }

  private void answer(int device, DaemonMessage message) {
    switch (message) {
      case DaemonMessage.Open open -> open(device, open);
      case DaemonMessage.Read read -> read(read);
      case DaemonMessage.Close close -> close(close);
    }
  }

  private void open(int device, DaemonMessage.Open message) {
    opens++;
    names.opened(message);
    // Whoever the kernel has woken before it asked is through by now, as on the recorded machine.
    calls.settle();
    long size = guest.size(file(message.cookieKey())).orElse((long) -Errno.ENOENT.code());
    try {
      system.write(device, Operations.latin1("copen " + message.id() + "," + size));
    } catch (ErrnoException _) {
      note("copen:-1");
    }
  }

  private String file(String cookieKey) {
    return switch (serve.source()) {
      case ServeSource.Directory(String path) -> path + "/" + cookieKey;
      case ServeSource.Image(String image) -> image;
    };
  }

  /// There is no way to say that a READ cannot be answered: it is completed all the same, and the
  /// reader finds the hole.
  private void read(DaemonMessage.Read message) {
    reads++;
    bytes += message.count();
    try {
      ActorNames.ObjectFile file = names.objectFile(message.objectId());
      write(file, message);
      system.ioctl(file.fd(), SystemCalls.READ_COMPLETE, message.id());
    } catch (ErrnoException _) {
      note("cread:-1");
    }
  }

  private void write(ActorNames.ObjectFile file, DaemonMessage.Read message) {
    String image = file(file.cookieKey());
    if (guest.size(image).isEmpty()) {
      note("data:-1");
      return;
    }
    try {
      int length = Operations.transfer(message.count());
      int put =
          system.pwrite(file.fd(), guest.read(image, message.offset(), length), message.offset());
      if (put != length) {
        note("pwrite:" + put);
      }
    } catch (ErrnoException _) {
      note("pwrite:-1");
    }
  }

  private void close(DaemonMessage.Close message) {
    closes++;
    try {
      int fd = names.objectFile(message.objectId()).fd();
      names.forget(fd);
      system.close(fd);
    } catch (ErrnoException _) {
      note("close:-1");
    }
  }

  private void note(String what) {
    if (fault == null) {
      fault = what;
    }
  }
}
