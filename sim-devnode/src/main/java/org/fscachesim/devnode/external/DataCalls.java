package org.fscachesim.devnode.external;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.Trap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.UserBuffer;

/// Reading and writing, in all their forms.
final class DataCalls {
  private static final int OPEN_MESSAGE = 32;
  private static final int OPCODE = 4;
  private static final int DESCRIPTOR = 24;

  private final CallerMemory memory;
  private final Listener listener;
  private final AnonymousFiles anonymous;
  private final FreeNumbers numbers;
  private final DeviceCommands commands;
  private final HostCalls host = new HostCalls();

  DataCalls(
      CallerMemory memory,
      Listener listener,
      AnonymousFiles anonymous,
      FreeNumbers numbers,
      DeviceCommands commands) {
    this.memory = memory;
    this.listener = listener;
    this.anonymous = anonymous;
    this.numbers = numbers;
    this.commands = commands;
  }

  void register(Map<Trap, Calls.Operation> table) {
    table.put(Trap.READ, (t, c) -> read(t, c, single(c)));
    table.put(Trap.WRITE, (t, c) -> write(t, c, single(c)));
    table.put(Trap.PREAD64, (t, c) -> pread(t, c, single(c), c.argument(3)));
    table.put(Trap.PWRITE64, (t, c) -> pwrite(t, c, single(c), c.argument(3)));
    table.put(Trap.READV, (t, c) -> each(t, several(c), p -> read(t, c, p)));
    table.put(Trap.WRITEV, (t, c) -> each(t, several(c), p -> write(t, c, p)));
    table.put(Trap.PREADV, this::preadv);
    table.put(Trap.PWRITEV, this::pwritev);
    // The position -1 means the file's own.
    table.put(
        Trap.PREADV2,
        (t, c) -> c.argument(3) == -1 ? each(t, several(c), p -> read(t, c, p)) : preadv(t, c));
    table.put(
        Trap.PWRITEV2,
        (t, c) -> c.argument(3) == -1 ? each(t, several(c), p -> write(t, c, p)) : pwritev(t, c));
  }

  private long preadv(Target target, StoppedCall call) throws ErrnoException {
    return each(target, several(call), p -> pread(target, call, p, call.argument(3)));
  }

  private long pwritev(Target target, StoppedCall call) throws ErrnoException {
    return each(target, several(call), p -> pwrite(target, call, p, call.argument(3)));
  }

  private static List<CallerBuffer.Piece> single(StoppedCall call) throws ErrnoException {
    long length = call.argument(2);
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    return List.of(new CallerBuffer.Piece(call.argument(1), length));
  }

  private List<CallerBuffer.Piece> several(StoppedCall call) throws ErrnoException {
    return CallerBuffer.pieces(memory, call.thread(), call.argument(1), call.argument(2));
  }

  /// What is done with memory.
  @FunctionalInterface
  private interface Transfer {
    long run(List<CallerBuffer.Piece> pieces) throws ErrnoException;
  }

  /// The device is asked for each piece alone, until one is short or fails; an anonymous file takes
  /// them all at once.
  private static long each(Target target, List<CallerBuffer.Piece> pieces, Transfer transfer)
      throws ErrnoException {
    if (pieces.stream().allMatch(p -> p.length() == 0)) {
      return 0;
    }
    if (target.device() == null) {
      return transfer.run(pieces);
    }
    long total = 0;
    for (CallerBuffer.Piece piece : pieces) {
      long moved;
      try {
        moved = transfer.run(List.of(piece));
      } catch (ErrnoException e) {
        if (total > 0) {
          break;
        }
        throw e;
      }
      total += moved;
      if (moved != piece.length()) {
        break;
      }
    }
    return total;
  }

  private long read(Target target, StoppedCall call, List<CallerBuffer.Piece> pieces)
      throws ErrnoException {
    return target.file().read(receiver(call, pieces));
  }

  private long pread(Target target, StoppedCall call, List<CallerBuffer.Piece> pieces, long offset)
      throws ErrnoException {
    return target.file().pread(receiver(call, pieces), offset);
  }

  private long write(Target target, StoppedCall call, List<CallerBuffer.Piece> pieces)
      throws ErrnoException {
    CallerBuffer from = new CallerBuffer(memory, call.thread(), pieces);
    OpenDevice device = target.device();
    return device == null ? target.file().write(from) : command(target.file(), device, call, from);
  }

  private long pwrite(Target target, StoppedCall call, List<CallerBuffer.Piece> pieces, long offset)
      throws ErrnoException {
    CallerBuffer from = new CallerBuffer(memory, call.thread(), pieces);
    OpenDevice device = target.device();
    if (device == null) {
      return target.file().pwrite(from, offset);
    }
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    return command(target.file(), device, call, from);
  }

  private long command(KernelFile file, OpenDevice device, StoppedCall call, UserBuffer from)
      throws ErrnoException {
    return commands.write(file, device, from, Caller.workingDirectory(host, call.thread()));
  }

  /// Where a message goes to. That of an OPEN names a descriptor, which the caller gets at this
  /// moment, and whose number only now is known.
  private UserBuffer receiver(StoppedCall call, List<CallerBuffer.Piece> pieces) {
    CallerBuffer to = new CallerBuffer(memory, call.thread(), pieces);
    return new UserBuffer() {
      @Override
      public int length() {
        return to.length();
      }

      @Override
      public void copyOut(byte[] bytes) throws ErrnoException {
        if (isOpen(bytes)) {
          copyOpen(call, to, bytes);
        } else {
          to.copyOut(bytes);
        }
      }

      @Override
      public ByteBuffer copyIn() throws ErrnoException {
        return to.copyIn();
      }
    };
  }

  /// Neither another message nor the state in words has zeros there.
  private static boolean isOpen(byte[] bytes) {
    return bytes.length > OPEN_MESSAGE
        && ByteBuffer.wrap(bytes).getInt(OPCODE) == 0
        && !new String(bytes, 0, OPCODE, ISO_8859_1).equals("cull");
  }

  private void copyOpen(StoppedCall call, CallerBuffer to, byte[] bytes) throws ErrnoException {
    ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int descriptor = message.getInt(DESCRIPTOR);
    int number = numbers.atLeast(call.thread(), 0);
    message.putInt(DESCRIPTOR, number);
    to.copyOut(bytes);
    int file = anonymous.make(descriptor);
    boolean given = false;
    try {
      // A caller that was killed closes it at once, as this does then.
      given = listener.giveUnlessKilled(call, file, number);
    } finally {
      if (!given) {
        anonymous.forget(descriptor);
      }
      LibC.close(file);
    }
  }
}
