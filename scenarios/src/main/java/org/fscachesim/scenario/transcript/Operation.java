package org.fscachesim.scenario.transcript;

import org.jspecify.annotations.Nullable;

/// What an actor does. Offsets, lengths and sizes are bytes; a `name` is one of the actor's
/// descriptors, a `message` one of the messages that it has read.
///
/// A `read … as M` of an OPEN makes the new descriptor known as `M.fd`.
public sealed interface Operation {

  /// open(2) of a device.
  record Open(String name, OpenMode mode, String path) implements Operation {
    /// Where the device is, unless a path is given.
    public static final String DEVICE = "/dev/cachefiles";
  }

  /// close(2).
  record Close(String name) implements Operation {}

  /// dup(2): `copy` is a further name for the same open file.
  record Dup(String name, String copy) implements Operation {}

  /// write(2) of a text at the current position.
  record Write(String name, Text text) implements Operation {}

  /// write(2) of `length` equal bytes at the current position.
  record WriteFill(String name, long length, int fill) implements Operation {}

  /// read(2) of up to `size` bytes, from a device or another descriptor.
  ///
  /// @param message what the message is known as from here on, when it is one; null: not kept
  record Read(String name, long size, @Nullable String message) implements Operation {
    /// Bytes read unless a size is given.
    public static final long SIZE = 1024;
  }

  /// poll(2), waiting up to `millis`.
  ///
  /// @param inputOnly ask for POLLIN alone, not for POLLIN and POLLOUT
  record Poll(String name, long millis, boolean inputOnly) implements Operation {}

  /// Writes `copen <id of message>,<size>` to a device.
  record Copen(String message, Amount size, String device) implements Operation {}

  /// Writes the range that a READ asks for, from a file at the same offset.
  ///
  /// @param via through this descriptor; null: the newest one of the message's object
  record Fill(String message, @Nullable String via, String image) implements Operation {}

  /// Issues READ_COMPLETE with the id of a message.
  ///
  /// @param via as for [Fill]
  record Cread(String message, @Nullable String via) implements Operation {}

  /// pwrite(2).
  record Pwrite(String name, Amount offset, Amount length, Content content) implements Operation {}

  /// pread(2).
  record Pread(String name, Amount offset, Amount length) implements Operation {}

  /// lseek(2).
  ///
  /// @param whence 0 to 4 for SET, CUR, END, DATA, HOLE; any other number is passed on as it is
  record Lseek(String name, Amount offset, int whence) implements Operation {}

  /// ioctl(2).
  record Ioctl(String name, long command, Amount argument) implements Operation {
    /// CACHEFILES_IOC_READ_COMPLETE.
    ///
    /// Kernel: include/uapi/linux/cachefiles.h
    public static final long READ_COMPLETE = 0x40049801L;
  }

  /// ftruncate(2).
  record Ftruncate(String name, Amount length) implements Operation {}

  /// fallocate(2).
  record Fallocate(String name, long mode, Amount offset, Amount length) implements Operation {}

  /// fsync(2).
  record Fsync(String name) implements Operation {}

  /// mmap(2) of one page, shared, readable and writable.
  record Mmap(String name) implements Operation {}

  /// fstat(2).
  record Fstat(String name) implements Operation {}

  /// fcntl(2) with F_GETFL.
  record Getfl(String name) implements Operation {}

  /// readlink(2) of the descriptor in /proc/self/fd.
  record Link(String name) implements Operation {}

  /// A well-behaved daemon: answers all messages until none came for `idleMillis`, or `count` of
  /// them were handled.
  ///
  /// @param count null: no limit
  record Serve(String device, ServeSource source, long idleMillis, @Nullable Long count)
      implements Operation {
    /// Milliseconds of nothing after which it stops, unless a number is given.
    public static final long IDLE_MILLIS = 500;
  }

  /// chdir(2).
  record Chdir(String path) implements Operation {}

  /// mount(2).
  record Mount(String type, String source, String directory, String options) implements Operation {}

  /// umount(2).
  record Umount(String directory) implements Operation {}

  /// Opens a file, reads it in pieces with pread(2) and closes it.
  ///
  /// @param length null: to the end
  /// @param chunk bytes of one pread
  record Cat(String path, Amount offset, @Nullable Amount length, long chunk) implements Operation {
    /// Bytes of one pread unless a number is given.
    public static final long CHUNK = 65536;
  }

  /// stat(2).
  record Stat(String path) implements Operation {}

  /// The names in a directory.
  record Names(String directory) implements Operation {}

  /// truncate(2).
  record Truncate(String path, Amount length) implements Operation {}

  /// Opens a file for writing, creating it when absent, writes equal bytes with pwrite(2), closes.
  record WriteFile(String path, Amount offset, Amount length, int fill) implements Operation {}
}
