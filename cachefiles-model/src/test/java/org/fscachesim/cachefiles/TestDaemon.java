package org.fscachesim.cachefiles;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// A daemon's process, whose calls are made one by one: each in a task of the process, waited for.
public final class TestDaemon {
  static final int READ_COMPLETE = 0x4004_9801;

  /// A message as it was read.
  ///
  /// @param fd of an OPEN, else -1
  public record Msg(
      String kind, long id, int object, int fd, long off, long len, String volume, String key) {}

  private final Rig rig;
  private final UserProcess process;
  private int dev = -1;

  TestDaemon(Rig rig, String name) {
    this.rig = rig;
    this.process = UserProcess.ofRoot(rig.kernel, name);
  }

  public UserProcess process() {
    return process;
  }

  public int dev() {
    return dev;
  }

  /// Runs a call as a task of this process.
  public void in(Rig.Call call) throws ErrnoException {
    rig.inTask(process, call);
  }

  /// Starts a task of this process.
  public Task start(Rig.Call call) {
    return process.start(
        "thread",
        () -> {
          try {
            call.run();
          } catch (ErrnoException e) {
            throw new AssertionError("unexpected " + e.errno(), e);
          }
        });
  }

  public void open() throws ErrnoException {
    in(() -> dev = openHere());
  }

  private int openHere() throws ErrnoException {
    KernelFile file = rig.kernel.namespace().open(process, "/dev/cachefiles", OpenFlags.READ_WRITE);
    return process.files().add(file);
  }

  private interface OnFile<T> {
    T run(KernelFile file) throws ErrnoException;
  }

  /// With the file of a descriptor, in the calling task.
  private <T> T with(int fd, OnFile<T> call) throws ErrnoException {
    KernelFile file = process.files().get(fd);
    try {
      return call.run(file);
    } finally {
      file.put();
    }
  }

  private long on(int fd, OnFile<Long> call) throws ErrnoException {
    long[] result = new long[1];
    in(() -> result[0] = with(fd, call));
    return result[0];
  }

  /// Writes a command.
  public int write(String command) throws ErrnoException {
    return (int) on(dev, f -> (long) writeHere(f, command));
  }

  /// As [#write], in the calling task, which must be one of this process.
  public void writeDirectly(String command) throws ErrnoException {
    with(dev, f -> writeHere(f, command));
  }

  private static int writeHere(KernelFile file, String command) throws ErrnoException {
    return file.write(UserBuffer.of(command.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// The errno of a command, or null.
  public @Nullable Errno refusal(String command) {
    return Rig.errno(() -> write(command));
  }

  /// Reads the state.
  public String readState(int size) throws ErrnoException {
    byte[] buffer = new byte[size];
    int got = (int) on(dev, f -> (long) f.read(UserBuffer.of(buffer)));
    return new String(buffer, 0, got, StandardCharsets.ISO_8859_1);
  }

  /// Reads a message; there must be one.
  public Msg read() throws ErrnoException {
    Msg msg = poke(1024);
    if (msg == null) {
      throw new AssertionError("no message");
    }
    return msg;
  }

  /// Reads a message into a buffer of that size; null when there is none.
  public @Nullable Msg poke(int size) throws ErrnoException {
    @Nullable Msg[] out = new Msg[1];
    in(() -> out[0] = readDirectly(size));
    return out[0];
  }

  /// Reads, and says whether there was nothing.
  public boolean readsNothing() throws ErrnoException {
    return poke(1024) == null;
  }

  /// As [#read], in the calling task, which must be one of this process.
  public @Nullable Msg readDirectly(int size) throws ErrnoException {
    byte[] buffer = new byte[size];
    int got = with(dev, f -> f.read(UserBuffer.of(buffer)));
    return got == 0 ? null : decode(Arrays.copyOf(buffer, got));
  }

  /// Reads into memory that is not there.
  public @Nullable Errno readIntoNowhere() {
    return Rig.errno(() -> on(dev, f -> (long) f.read(UserBuffer.unmapped(1024))));
  }

  private static Msg decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    long id = Integer.toUnsignedLong(in.getInt());
    int opcode = in.getInt();
    int length = in.getInt();
    if (length != bytes.length) {
      throw new AssertionError("length " + length + " of " + bytes.length);
    }
    int object = in.getInt();
    return switch (opcode) {
      case 0 -> {
        int volumeSize = in.getInt();
        int cookieSize = in.getInt();
        int fd = in.getInt();
        in.getInt();
        String keys = new String(bytes, 32, bytes.length - 32, StandardCharsets.ISO_8859_1);
        if (keys.length() != volumeSize + cookieSize || keys.charAt(volumeSize - 1) != 0) {
          throw new AssertionError(keys);
        }
        yield new Msg(
            "OPEN",
            id,
            object,
            fd,
            0,
            0,
            keys.substring(0, volumeSize - 1),
            keys.substring(volumeSize));
      }
      case 1 -> new Msg("CLOSE", id, object, -1, 0, 0, "", "");
      case 2 -> new Msg("READ", id, object, -1, in.getLong(), in.getLong(), "", "");
      default -> throw new AssertionError("opcode " + opcode);
    };
  }

  /// The events that poll reports now.
  public int poll() throws ErrnoException {
    return (int) on(dev, f -> (long) f.poll(null));
  }

  public void copen(Msg open, long size) throws ErrnoException {
    write("copen " + open.id() + "," + size);
  }

  /// Completes a READ through a descriptor.
  public void cread(int fd, long id) throws ErrnoException {
    on(fd, f -> f.ioctl(READ_COMPLETE, id));
  }

  /// As [#cread], in the calling task, which must be one of this process.
  public void creadDirectly(int fd, long id) throws ErrnoException {
    with(fd, f -> f.ioctl(READ_COMPLETE, id));
  }

  public long ioctl(int fd, int command, long argument) throws ErrnoException {
    return on(fd, f -> f.ioctl(command, argument));
  }

  /// Writes so many bytes of that value at a place; what write() gives.
  public long pwrite(int fd, long offset, int count, int fill) throws ErrnoException {
    return on(fd, f -> (long) f.pwrite(UserBuffer.of(filled(count, fill)), offset));
  }

  /// As [#pwrite], in the calling task, which must be one of this process.
  public long pwriteDirectly(int fd, long offset, int count, int fill) throws ErrnoException {
    return with(fd, f -> f.pwrite(UserBuffer.of(filled(count, fill)), offset));
  }

  /// Writes at the position.
  public long write(int fd, int count, int fill) throws ErrnoException {
    return on(fd, f -> (long) f.write(UserBuffer.of(filled(count, fill))));
  }

  private static byte[] filled(int count, int fill) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return on(fd, f -> f.lseek(offset, whence));
  }

  public KernelFile file(int fd) throws ErrnoException {
    KernelFile file = process.files().get(fd);
    file.put();
    return file;
  }

  public void close(int fd) throws ErrnoException {
    in(() -> process.files().close(fd));
  }

  /// As [#close], in the calling task, which must be one of this process.
  public void closeDirectly(int fd) throws ErrnoException {
    process.files().close(fd);
  }

  public void closeDevice() throws ErrnoException {
    close(dev);
  }

  public void chdir(String path) throws ErrnoException {
    process.chdir(path);
  }

  /// Ends the process; its descriptors are closed.
  void exit() {
    if (!process.isDead()) {
      Task reaper = rig.kernel.spawn(process, "exit", process::kill);
      reaper.join();
    }
  }

  /// Answers whatever comes, filling READs with 0x5a, until nothing came for so long.
  public void serve(long size, long idleMillis) throws ErrnoException {
    in(() -> serveDirectly(size, idleMillis));
  }

  /// As [#serve], in the calling task, which must be one of this process.
  public void serveDirectly(long size, long idleMillis) throws ErrnoException {
    int[] fds = new int[1 << 12];
    long idle = 0;
    while (idle < idleMillis) {
      Msg msg = readDirectly(1024);
      if (msg == null) {
        rig.kernel.sleepMillis(1);
        idle++;
        continue;
      }
      idle = 0;
      switch (msg.kind()) {
        case "OPEN" -> {
          fds[msg.object()] = msg.fd();
          writeDirectly("copen " + msg.id() + "," + size);
        }
        case "READ" -> {
          pwriteDirectly(fds[msg.object()], msg.off(), (int) msg.len(), 0x5a);
          creadDirectly(fds[msg.object()], msg.id());
        }
        default -> closeDirectly(fds[msg.object()]);
      }
    }
  }
}
