package org.fscachesim.kernel.vfs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Memory of a caller of a system call. Any access may fault.
public interface UserBuffer {
  /// Bytes that the caller offers.
  int length();

  /// Copies `bytes` to the start of the buffer; there must be room.
  ///
  /// @throws ErrnoException `EFAULT` when the memory is not there
  void copyOut(byte[] bytes) throws ErrnoException;

  /// The caller's bytes, read-only.
  ///
  /// @throws ErrnoException `EFAULT` when the memory is not there
  ByteBuffer copyIn() throws ErrnoException;

  /// The first `length` bytes of this buffer, which has at least so many.
  default UserBuffer limited(int length) {
    UserBuffer whole = this;
    return new UserBuffer() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public void copyOut(byte[] bytes) throws ErrnoException {
        whole.copyOut(bytes);
      }

      @Override
      public ByteBuffer copyIn() throws ErrnoException {
        ByteBuffer bytes = whole.copyIn();
        return bytes.slice(bytes.position(), length);
      }
    };
  }

  /// Memory of this JVM, from the buffer's position to its limit.
  static UserBuffer of(ByteBuffer memory) {
    return new UserBuffer() {
      @Override
      public int length() {
        return memory.remaining();
      }

      @Override
      public void copyOut(byte[] bytes) {
        memory.put(memory.position(), bytes);
      }

      @Override
      public ByteBuffer copyIn() {
        return memory.asReadOnlyBuffer();
      }
    };
  }

  /// Memory of this JVM.
  static UserBuffer of(byte[] memory) {
    return of(ByteBuffer.wrap(memory));
  }

  /// An address range that is not mapped.
  static UserBuffer unmapped(int length) {
    return new UserBuffer() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public void copyOut(byte[] bytes) throws ErrnoException {
        throw Errno.EFAULT.exception();
      }

      @Override
      public ByteBuffer copyIn() throws ErrnoException {
        throw Errno.EFAULT.exception();
      }
    };
  }
}
