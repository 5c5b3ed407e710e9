package org.fscachesim.devnode.seccomp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The memory of callers, for one thread of this JVM at a time.
///
/// What is read may have been changed by another thread of the caller meanwhile, and when the
/// caller was killed it may be another process's: whoever acts on it asks the listener whether the
/// call is still valid.
public final class CallerMemory {
  private static final int PATH_MAX = 4096;
  private static final int PAGE = 4096;
  private static final int SMALLEST = 1 << 20;

  private final HostCalls host = new HostCalls();
  private MemorySegment buffer = Arena.ofAuto().allocate(SMALLEST, PAGE);

  /// Whether this host lets a program read memory in this way at all, be it its own.
  public static boolean isAllowed() {
    CallerMemory memory = new CallerMemory();
    try {
      memory.read((int) ProcessHandle.current().pid(), memory.buffer.address(), memory.buffer(1));
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  /// Room for `length` bytes, the same memory each time.
  public MemorySegment buffer(long length) {
    if (buffer.byteSize() < length) {
      buffer = Arena.ofAuto().allocate(length, PAGE);
    }
    return buffer.asSlice(0, length);
  }

  /// Reads exactly `into`.
  ///
  /// @throws ErrnoException `EFAULT` when not all of it is there; `EPERM` when this process may not
  ///   look into that one
  public void read(int thread, long address, MemorySegment into) throws ErrnoException {
    long length = into.byteSize();
    complete(length == 0 ? 0 : host.readMemory(thread, address, into, length), length);
  }

  /// Writes exactly `from`. Nothing is written, and nothing wrong with that, when the caller was
  /// killed: a kernel that carries a call out writes into memory that nobody will look at.
  ///
  /// @throws ErrnoException as for reading
  public void write(int thread, long address, MemorySegment from) throws ErrnoException {
    long length = from.byteSize();
    long moved = length == 0 ? 0 : host.writeMemory(thread, address, from, length);
    if (moved < 0 && host.errno() == HostCalls.ESRCH) {
      return;
    }
    complete(moved, length);
  }

  private void complete(long moved, long length) throws ErrnoException {
    if (moved < 0 && host.errno() == Errno.EPERM.code()) {
      throw Errno.EPERM.exception();
    }
    if (moved != length) {
      throw Errno.EFAULT.exception();
    }
  }

  /// Writes an array.
  ///
  /// @throws ErrnoException as for reading
  public void write(int thread, long address, byte[] bytes) throws ErrnoException {
    MemorySegment copy = buffer(bytes.length);
    copy.copyFrom(MemorySegment.ofArray(bytes));
    write(thread, address, copy);
  }

  /// Reads `length` bytes into memory that the next call uses again.
  ///
  /// @throws ErrnoException as for reading
  public ByteBuffer read(int thread, long address, long length) throws ErrnoException {
    MemorySegment into = buffer(length);
    read(thread, address, into);
    return into.asByteBuffer();
  }

  /// Reads a path.
  ///
  /// @throws ErrnoException `EFAULT`, or `ENAMETOOLONG` when it has no end
  public String path(int thread, long address) throws ErrnoException {
    MemorySegment into = buffer(PATH_MAX);
    int have = 0;
    while (have < PATH_MAX) {
      // Up to the end of the caller's page: the next one need not be there.
      long room = Math.min(PATH_MAX - have, PAGE - ((address + have) & (PAGE - 1)));
      read(thread, address + have, into.asSlice(have, room));
      for (int end = have; end < have + room; end++) {
        if (into.get(JAVA_BYTE, end) == 0) {
          return new String(into.asSlice(0, end).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
        }
      }
      have += (int) room;
    }
    throw Errno.ENAMETOOLONG.exception();
  }
}
