package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Descriptors from one process of the host to another, over Unix sockets (SCM_RIGHTS): the
/// receiver gets a descriptor of its own for the same open file.
public final class HostSockets {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = HostFlags.O_CLOEXEC;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  private static final int MSG_NOSIGNAL = 0x4000;

  // struct sockaddr_un: family, and a path with its NUL.
  private static final int ADDRESS_BYTES = 110;
  private static final int PATH_MAX = 107;

  // struct msghdr and struct cmsghdr of 64-bit processors, with one descriptor as the payload.
  private static final int HEADER_BYTES = 56;
  private static final int IOVEC_BYTES = 16;
  private static final long CONTROL_LENGTH = 20;
  private static final long CONTROL_SPACE = 24;
  private static final long CONTROL_DATA = 16;

  private static final MethodHandle SOCKET =
      NativeCall.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      NativeCall.bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle LISTEN =
      NativeCall.bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CONNECT =
      NativeCall.bind("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ACCEPT4 =
      NativeCall.bind(
          "accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle SENDMSG =
      NativeCall.bind("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECVMSG =
      NativeCall.bind("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private HostSockets() {}

  /// A socket that listens at a path, which must not exist and have at most 107 bytes.
  ///
  /// @throws ErrnoException ENAMETOOLONG, EADDRINUSE, …
  public static int listen(String path) throws ErrnoException {
    int socket = socket();
    try (NativeCall call = new NativeCall()) {
      call.check((int) BIND.invokeExact(call.state(), socket, address(call, path), ADDRESS_BYTES));
      call.check((int) LISTEN.invokeExact(call.state(), socket, 1));
      return socket;
    } catch (Throwable e) {
      LibC.close(socket);
      throw NativeCall.failure(e);
    }
  }

  private static int socket() throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      return call.check(
          (int) SOCKET.invokeExact(call.state(), AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private static MemorySegment address(NativeCall call, String path) throws ErrnoException {
    if (path.length() > PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    MemorySegment address = call.memory(ADDRESS_BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment name = call.string(path);
    MemorySegment.copy(name, 0, address, 2, name.byteSize());
    return address;
  }

  /// Sends a descriptor to who listens at a path; does not wait until it is taken.
  public static void send(String path, int fd) throws ErrnoException {
    int socket = socket();
    try (NativeCall call = new NativeCall()) {
      call.check(
          (int) CONNECT.invokeExact(call.state(), socket, address(call, path), ADDRESS_BYTES));
      Message message = Message.in(call);
      message.control().set(JAVA_LONG, 0, CONTROL_LENGTH);
      message.control().set(JAVA_INT, 8, SOL_SOCKET);
      message.control().set(JAVA_INT, 12, SCM_RIGHTS);
      message.control().set(JAVA_INT, CONTROL_DATA, fd);
      call.check((long) SENDMSG.invokeExact(call.state(), socket, message.header(), MSG_NOSIGNAL));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    } finally {
      LibC.close(socket);
    }
  }

  /// Takes a descriptor that was sent to a listening socket, waiting for it.
  ///
  /// @throws ErrnoException EBADMSG when what came was none
  public static int receive(int listening) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      int socket;
      do {
        socket =
            (int)
                ACCEPT4.invokeExact(
                    call.state(), listening, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC);
      } while (call.interrupted(socket));
      call.check(socket);
      try {
        return receive(call, socket);
      } finally {
        LibC.close(socket);
      }
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  private static int receive(NativeCall call, int socket) throws Throwable {
    Message message = Message.in(call);
    long got;
    do {
      got = (long) RECVMSG.invokeExact(call.state(), socket, message.header(), MSG_CMSG_CLOEXEC);
    } while (call.interrupted(got));
    call.check(got);
    MemorySegment control = message.control();
    if (got == 0
        || control.get(JAVA_LONG, 0) != CONTROL_LENGTH
        || control.get(JAVA_INT, 12) != SCM_RIGHTS) {
      throw Errno.EBADMSG.exception();
    }
    return control.get(JAVA_INT, CONTROL_DATA);
  }

  /// A message of one byte, with room for one descriptor.
  private record Message(MemorySegment header, MemorySegment control) {
    static Message in(NativeCall call) {
      MemorySegment data = call.memory(1);
      data.set(JAVA_BYTE, 0, (byte) 'x');
      MemorySegment vector = call.memory(IOVEC_BYTES);
      vector.set(ADDRESS, 0, data);
      vector.set(JAVA_LONG, 8, 1);
      MemorySegment control = call.memory(CONTROL_SPACE);
      MemorySegment header = call.memory(HEADER_BYTES);
      header.set(ADDRESS, 16, vector);
      header.set(JAVA_LONG, 24, 1);
      header.set(ADDRESS, 32, control);
      header.set(JAVA_LONG, 40, CONTROL_SPACE);
      return new Message(header, control);
    }
  }
}
