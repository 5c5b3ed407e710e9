package org.fscachesim.devnode.external;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.Processor;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.Trap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.FileStat;

/// Everything that moves no data.
final class ControlCalls {
  /// Not a result: the host is to carry the call out.
  static final long LET_GO = Long.MIN_VALUE;

  private static final int FIGETBSZ = 2;
  private static final int FIONBIO = 0x5421;
  private static final int FIONCLEX = 0x5450;
  private static final int FIOCLEX = 0x5451;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int ANONYMOUS_BLOCK = 4096;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int TYPE_MASK = 0170000;
  private static final int MISC_MAJOR = 10;
  private static final int DEVICE_MINOR = 122;
  private static final int STATX_BYTES = 256;
  private static final int STATX_BASIC = 0x7ff;

  private final CallerMemory memory;
  private final Processor processor;

  ControlCalls(CallerMemory memory, Processor processor) {
    this.memory = memory;
    this.processor = processor;
  }

  void register(Map<Trap, Calls.Operation> table) {
    table.put(Trap.LSEEK, (t, c) -> t.file().lseek(c.argument(1), c.intArgument(2)));
    table.put(Trap.IOCTL, this::ioctl);
    table.put(
        Trap.FTRUNCATE,
        (t, c) -> {
          t.file().ftruncate(c.argument(1));
          return 0;
        });
    table.put(
        Trap.FALLOCATE,
        (t, c) -> {
          t.file().fallocate(c.intArgument(1), c.argument(2), c.argument(3));
          return 0;
        });
    table.put(Trap.FSYNC, this::fsync);
    table.put(Trap.FDATASYNC, this::fsync);
    table.put(
        Trap.SYNC_FILE_RANGE,
        (t, c) -> {
          throw Errno.ESPIPE.exception();
        });
    table.put(Trap.FSTAT, (t, c) -> fstat(t, c, c.argument(1)));
    table.put(
        Trap.NEWFSTATAT,
        (t, c) -> isEmptyPath(c, c.argument(3)) ? fstat(t, c, c.argument(2)) : notADirectory());
    table.put(
        Trap.STATX,
        (t, c) -> isEmptyPath(c, c.argument(2)) ? statx(t, c, c.argument(4)) : notADirectory());
  }

  private long ioctl(Target target, StoppedCall call) throws ErrnoException {
    int command = call.intArgument(1);
    // What they change is the descriptor's or the open file's on the host.
    if (command == FIOCLEX || command == FIONCLEX || command == FIONBIO) {
      return LET_GO;
    }
    long result = target.file().ioctl(command, call.argument(2));
    if (command == FIGETBSZ) {
      MemorySegment size = memory.buffer(4);
      size.set(ValueLayout.JAVA_INT, 0, ANONYMOUS_BLOCK);
      memory.write(call.thread(), call.argument(2), size);
      return 0;
    }
    return result;
  }

  private long fsync(Target target, StoppedCall call) throws ErrnoException {
    target.file().fsync();
    return 0;
  }

  /// Relative to a descriptor that is no directory, there is only the file itself.
  private boolean isEmptyPath(StoppedCall call, long flags) throws ErrnoException {
    return (flags & AT_EMPTY_PATH) != 0
        && (call.argument(1) == 0 || memory.path(call.thread(), call.argument(1)).isEmpty());
  }

  /// An absolute path does not need the descriptor: the host knows what to say, to that and to all
  /// other paths, as our descriptors are no directories there either.
  private static long notADirectory() {
    return LET_GO;
  }

  private static boolean isDevice(FileStat stat) {
    return (stat.mode() & TYPE_MASK) == CHARACTER_DEVICE;
  }

  /// Kernel: arch/x86/include/uapi/asm/stat.h, include/uapi/asm-generic/stat.h (struct stat)
  private long fstat(Target target, StoppedCall call, long address) throws ErrnoException {
    FileStat stat = target.file().stat();
    boolean x86 = processor == Processor.X86_64;
    MemorySegment out = memory.buffer(x86 ? 144 : 128);
    out.fill((byte) 0);
    out.set(ValueLayout.JAVA_LONG, 8, stat.inode());
    if (x86) {
      out.set(ValueLayout.JAVA_LONG, 16, 1);
    } else {
      out.set(ValueLayout.JAVA_INT, 20, 1);
    }
    out.set(ValueLayout.JAVA_INT, x86 ? 24 : 16, stat.mode());
    if (isDevice(stat)) {
      out.set(ValueLayout.JAVA_LONG, x86 ? 40 : 32, MISC_MAJOR << 8 | DEVICE_MINOR);
    }
    out.set(ValueLayout.JAVA_LONG, 48, stat.size());
    out.set(ValueLayout.JAVA_INT, 56, ANONYMOUS_BLOCK);
    out.set(ValueLayout.JAVA_LONG, 64, stat.blocks512());
    memory.write(call.thread(), address, out);
    return 0;
  }

  /// Kernel: include/uapi/linux/stat.h (struct statx)
  private long statx(Target target, StoppedCall call, long address) throws ErrnoException {
    FileStat stat = target.file().stat();
    MemorySegment out = memory.buffer(STATX_BYTES);
    out.fill((byte) 0);
    out.set(ValueLayout.JAVA_INT, 0, STATX_BASIC);
    out.set(ValueLayout.JAVA_INT, 4, ANONYMOUS_BLOCK);
    out.set(ValueLayout.JAVA_INT, 16, 1);
    out.set(ValueLayout.JAVA_SHORT, 28, (short) stat.mode());
    out.set(ValueLayout.JAVA_LONG, 32, stat.inode());
    out.set(ValueLayout.JAVA_LONG, 40, stat.size());
    out.set(ValueLayout.JAVA_LONG, 48, stat.blocks512());
    if (isDevice(stat)) {
      out.set(ValueLayout.JAVA_INT, 128, MISC_MAJOR);
      out.set(ValueLayout.JAVA_INT, 132, DEVICE_MINOR);
    }
    memory.write(call.thread(), address, out);
    return 0;
  }
}
