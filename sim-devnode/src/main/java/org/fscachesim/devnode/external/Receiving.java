package org.fscachesim.devnode.external;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.FileIdentity;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;

/// recvmsg(2) and its kin by somebody who could get descriptors with it. The host would put them at
/// its lowest numbers, where calls are not caught; so the message is received here, and handed on
/// with its descriptors.
///
/// Kernel: include/linux/socket.h (struct user_msghdr, struct mmsghdr, struct cmsghdr)
final class Receiving {
  private static final int HEADER = 56;
  private static final int HEADER_WITH_LENGTH = 64;
  private static final int MOST_MESSAGES = 1024;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int VECTORS = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int CONTROL_HEADER = 16;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_CONTROL = 20_480;
  private static final int PATIENCE_MILLIS = 100;

  private final Listener listener;
  private final CallerMemory memory;
  private final FreeNumbers numbers;
  private final Predicate<FileIdentity> isOurs;
  private final Consumer<StoppedCall> again;
  private final HostCalls host = new HostCalls();

  /// @param isOurs whether a file is one of ours
  /// @param again to be called, from any thread, when a call that waited can be tried again
  Receiving(
      Listener listener,
      CallerMemory memory,
      FreeNumbers numbers,
      Predicate<FileIdentity> isOurs,
      Consumer<StoppedCall> again) {
    this.listener = listener;
    this.memory = memory;
    this.numbers = numbers;
    this.isOurs = isOurs;
    this.again = again;
  }

  /// recvmsg(2).
  void receive(StoppedCall call) throws ErrnoException {
    receive(call, 1, HEADER, call.intArgument(2));
  }

  /// recvmmsg(2). It gives what is there, as with MSG_WAITFORONE, and so needs no timeout.
  void receiveSeveral(StoppedCall call) throws ErrnoException {
    int count = (int) Math.min(MOST_MESSAGES, Integer.toUnsignedLong(call.intArgument(2)));
    receive(call, count, HEADER_WITH_LENGTH, call.intArgument(3) & ~MSG_WAITFORONE);
  }

  /// @param count how many headers there may be
  /// @param size of each; behind a larger one's beginning stands the length of its message
  private void receive(StoppedCall call, int count, int size, int flags) throws ErrnoException {
    if (!hasRoom(call, count, size)) {
      listener.letGo(call);
      return;
    }
    int socket = host.copyDescriptor(Caller.processOf(call.thread()), call.intArgument(0));
    boolean waits = false;
    try {
      if (!host.isUnixSocket(socket)) {
        listener.letGo(call);
        return;
      }
      listener.answer(call, receive(call, socket, count, size, flags));
    } catch (ErrnoException e) {
      waits = e.errno() == Errno.EAGAIN && mayWait(socket, flags);
      if (!waits) {
        throw e;
      }
      Thread.ofVirtual().name("recvmsg").start(() -> await(call, socket));
    } finally {
      if (!waits) {
        LibC.close(socket);
      }
    }
  }

  /// Whether descriptors could come with one of the messages.
  private boolean hasRoom(StoppedCall call, int count, int size) throws ErrnoException {
    for (int i = 0; i < count; i++) {
      if (header(call, i, size).get(JAVA_LONG, CONTROL_LENGTH) != 0) {
        return true;
      }
    }
    return false;
  }

  private MemorySegment header(StoppedCall call, int index, int size) throws ErrnoException {
    MemorySegment copied = memory.buffer(HEADER);
    memory.read(call.thread(), call.argument(1) + (long) index * size, copied);
    return MemorySegment.ofArray(copied.toArray(JAVA_LONG));
  }

  private long receive(StoppedCall call, int socket, int count, int size, int flags)
      throws ErrnoException {
    int done = 0;
    long got = 0;
    try (Arena arena = Arena.ofConfined()) {
      for (; done < count; done++) {
        long address = call.argument(1) + (long) done * size;
        got = receive(call, socket, address, header(call, done, size), flags, arena);
        if (size > HEADER) {
          MemorySegment length = memory.buffer(Integer.BYTES);
          length.set(JAVA_INT, 0, (int) got);
          memory.write(call.thread(), address + HEADER, length);
        }
      }
    } catch (ErrnoException e) {
      if (done == 0) {
        throw e;
      }
    }
    return size > HEADER ? done : got;
  }

  private boolean mayWait(int socket, int flags) {
    return (flags & MSG_DONTWAIT) == 0 && (host.statusFlags(socket) & HostCalls.O_NONBLOCK) == 0;
  }

  private void await(StoppedCall call, int socket) {
    HostCalls own = new HostCalls();
    try {
      while (!own.awaitReadable(socket, PATIENCE_MILLIS)) {
        if (!listener.isValid(call)) {
          return;
        }
      }
    } finally {
      LibC.close(socket);
    }
    again.accept(call);
  }

  /// @return length of the message
  private long receive(
      StoppedCall call, int socket, long address, MemorySegment header, int flags, Arena arena)
      throws ErrnoException {
    int thread = call.thread();
    List<CallerBuffer.Piece> pieces =
        CallerBuffer.pieces(
            memory, thread, header.get(JAVA_LONG, VECTORS), header.get(JAVA_LONG, VECTOR_COUNT));
    CallerBuffer to = new CallerBuffer(memory, thread, pieces);
    MemorySegment data = arena.allocate(Math.max(1, to.length()));
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(JAVA_LONG, 0, data.address());
    vector.set(JAVA_LONG, 8, to.length());
    long room = Math.min(LONGEST_CONTROL, header.get(JAVA_LONG, CONTROL_LENGTH));
    MemorySegment control = arena.allocate(room, 8);
    boolean named = header.get(JAVA_LONG, NAME) != 0;
    int nameRoom = named ? Math.clamp(header.get(JAVA_INT, NAME_LENGTH), 0, LONGEST_NAME) : 0;
    MemorySegment name = arena.allocate(LONGEST_NAME, 8);
    MemorySegment mine = arena.allocate(HEADER, 8);
    mine.set(JAVA_LONG, NAME, named ? name.address() : 0);
    mine.set(JAVA_INT, NAME_LENGTH, nameRoom);
    mine.set(JAVA_LONG, VECTORS, vector.address());
    mine.set(JAVA_LONG, VECTOR_COUNT, 1);
    mine.set(JAVA_LONG, CONTROL, control.address());
    mine.set(JAVA_LONG, CONTROL_LENGTH, room);
    // Whatever comes is closed on exec in this JVM.
    int how = flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
    long got = host.check(host.receiveMessage(socket, mine, how));

    boolean closeOnExec = (flags & MSG_CMSG_CLOEXEC) != 0;
    handOn(call, control.asSlice(0, mine.get(JAVA_LONG, CONTROL_LENGTH)), closeOnExec);
    to.copyOut(data.asSlice(0, got <= to.length() ? got : to.length()).toArray(JAVA_BYTE));
    copyOut(thread, header.get(JAVA_LONG, CONTROL), control, mine.get(JAVA_LONG, CONTROL_LENGTH));
    if (named) {
      copyOut(
          thread,
          header.get(JAVA_LONG, NAME),
          name,
          Math.min(nameRoom, mine.get(JAVA_INT, NAME_LENGTH)));
    }
    header.set(JAVA_INT, NAME_LENGTH, mine.get(JAVA_INT, NAME_LENGTH));
    header.set(JAVA_LONG, CONTROL_LENGTH, mine.get(JAVA_LONG, CONTROL_LENGTH));
    header.set(JAVA_INT, FLAGS, mine.get(JAVA_INT, FLAGS) & ~MSG_CMSG_CLOEXEC);
    copyOut(thread, address, header, HEADER);
    return got;
  }

  private void copyOut(int thread, long address, MemorySegment from, long length)
      throws ErrnoException {
    MemorySegment copy = memory.buffer(length);
    copy.copyFrom(from.asSlice(0, length));
    memory.write(thread, address, copy);
  }

  /// Puts the descriptors that came into the caller, and their numbers there into the message.
  private void handOn(StoppedCall call, MemorySegment control, boolean closeOnExec)
      throws ErrnoException {
    for (long at = 0; at + CONTROL_HEADER <= control.byteSize(); ) {
      long length = control.get(JAVA_LONG, at);
      if (length < CONTROL_HEADER) {
        return;
      }
      if (control.get(JAVA_INT, at + 8) == SOL_SOCKET
          && control.get(JAVA_INT, at + 12) == SCM_RIGHTS) {
        for (long slot = at + CONTROL_HEADER; slot + 4 <= at + length; slot += 4) {
          int descriptor = control.get(JAVA_INT, slot);
          try {
            control.set(JAVA_INT, slot, handOn(call, descriptor, closeOnExec));
          } finally {
            LibC.close(descriptor);
          }
        }
      }
      at += (length + 7) & ~7;
    }
  }

  private int handOn(StoppedCall call, int descriptor, boolean closeOnExec) throws ErrnoException {
    if (!isOurs.test(host.identity(descriptor))) {
      return listener.give(call, descriptor, closeOnExec);
    }
    int number = numbers.forDevice(call.thread());
    listener.give(call, descriptor, number, closeOnExec);
    return number;
  }

  /// pidfd_getfd(2). What is none of our files the host hands over.
  void fetch(StoppedCall call) throws ErrnoException {
    int handle = host.copyDescriptor(Caller.processOf(call.thread()), call.intArgument(0));
    int copy = host.copyThrough(handle, call.intArgument(1));
    LibC.close(handle);
    if (copy < 0) {
      listener.letGo(call);
      return;
    }
    try {
      if (isOurs.test(host.identity(copy))) {
        listener.answer(call, handOn(call, copy, true));
      } else {
        listener.letGo(call);
      }
    } finally {
      LibC.close(copy);
    }
  }
}
