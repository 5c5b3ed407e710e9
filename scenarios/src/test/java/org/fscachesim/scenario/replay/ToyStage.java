package org.fscachesim.scenario.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.FilesystemType;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.PollTable;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A stage with a toy in place of the cache: a device that asks for one blob, and a filesystem that
/// waits for what it asked. It knows the protocol just well enough to try the player on it.
final class ToyStage implements Stage, FilesystemType, FileOperations {
  private static final int BLOCK = 4096;
  private static final int SIZE = 3 * BLOCK;

  private final Kernel kernel;
  private final MemoryStore cache = MemoryStore.create();
  private final WaitQueue changed;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private final Map<Long, Boolean> answered = new HashMap<>();
  private final byte[] blob = new byte[SIZE];
  private String sysctl = "0";
  private long nextId;
  private long swept;

  private ToyStage(Machine machine) {
    this.kernel = Kernel.boot(KernelConfig.of(KernelVersion.D6_1_192), machine);
    this.changed = new WaitQueue(kernel, "toy");
    MemoryStore root = MemoryStore.create();
    try {
      root.mkdir(root.root(), "cache", 0755);
      root.mkdir(root.root(), "mnt", 0755);
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    }
    kernel.namespace().mountStore("/", root);
    kernel.namespace().mountStore("/cache", cache);
    kernel.namespace().register(this);
    kernel
        .namespace()
        .registerDevice(SystemCalls.DEVICE, (_, flags) -> new KernelFile(this, "/dev/toy", flags));
  }

  static Stage boot(Machine machine) {
    return new ToyStage(machine);
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public BackingStore cacheStore() {
    return cache;
  }

  @Override
  public List<String> readProc(String path) throws ErrnoException {
    return switch (path) {
      case "/proc/fs/fscache/caches" -> List.of("CACHE", "=====");
      case "/proc/fs/fscache/swept" -> List.of(Long.toString(swept));
      case "/proc/sys/toy" -> List.of(sysctl);
      default -> throw Errno.ENOENT.exception();
    };
  }

  @Override
  public void writeProc(String path, String text) throws ErrnoException {
    if (!path.equals("/proc/sys/toy")) {
      throw Errno.ENOENT.exception();
    }
    sysctl = text;
  }

  @Override
  public void close() {
    cache.close();
  }

  // The device.

  private long ask(int opcode, byte[] payload) {
    long id = nextId++;
    ByteBuffer message = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder());
    message.putInt((int) id).putInt(opcode).putInt(16 + payload.length).putInt(1).put(payload);
    queue.add(message.array());
    changed.wakeAll();
    return id;
  }

  private void askAndWait(int opcode, byte[] payload) throws ErrnoException {
    long id = ask(opcode, payload);
    if (!changed.awaitKillable(() -> answered.containsKey(id), "answer to " + id)) {
      throw Errno.EINTR.exception();
    }
    if (Boolean.FALSE.equals(answered.get(id))) {
      throw Errno.EIO.exception();
    }
  }

  private static byte[] openPayload() {
    byte[] volume = "toy\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] cookie = "blob".getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(16 + volume.length + cookie.length)
        .order(ByteOrder.nativeOrder())
        .putInt(volume.length)
        .putInt(cookie.length)
        .putInt(-1)
        .putInt(0)
        .put(volume)
        .put(cookie)
        .array();
  }

  private static byte[] readPayload(long offset, long length) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putLong(offset)
        .putLong(length)
        .array();
  }

  @Override
  public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
    byte[] message = queue.peek();
    if (message == null) {
      return 0;
    }
    if (to.length() < message.length) {
      throw Errno.EMSGSIZE.exception();
    }
    queue.remove();
    ByteBuffer view = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    if (view.getInt(4) == 0) {
      int fd =
          UserProcess.current(kernel)
              .files()
              .add(new KernelFile(new Anonymous(), "anon_inode:[toy]", OpenFlags.WRITE_ONLY));
      view.putInt(24, fd);
    }
    to.copyOut(message);
    return message.length;
  }

  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    byte[] bytes = new byte[from.length()];
    from.copyIn().get(bytes);
    String line = new String(bytes, StandardCharsets.ISO_8859_1);
    if (line.equals("state")) {
      queue.add("cull=0 brun=1".getBytes(StandardCharsets.ISO_8859_1));
    } else if (line.startsWith("copen ")) {
      String[] parts = line.substring(6).split(",", 2);
      long id = Long.parseLong(parts[0]);
      if (id < 0 || id >= nextId) {
        throw Errno.EINVAL.exception();
      }
      answered.put(id, !parts[1].startsWith("-"));
      changed.wakeAll();
    } else {
      throw Errno.EOPNOTSUPP.exception();
    }
    return bytes.length;
  }

  @Override
  public int poll(KernelFile file, @Nullable PollTable table) {
    if (table != null) {
      table.register(changed);
    }
    return queue.isEmpty() ? 0 : PollEvents.POLLIN;
  }

  @Override
  public FileStat stat(KernelFile file) {
    return new FileStat(0600, 0, 0);
  }

  @Override
  public void release(KernelFile file) {}

  /// The descriptor that an OPEN brings.
  private final class Anonymous implements FileOperations {
    @Override
    public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
      if (sysctl.equals("1")) {
        throw Errno.EIO.exception();
      }
      from.copyIn().get(blob, (int) position.get(), from.length());
      return from.length();
    }

    @Override
    public long ioctl(KernelFile file, int command, long argument) throws ErrnoException {
      if (command != SystemCalls.READ_COMPLETE || answered.containsKey(argument)) {
        throw Errno.EINVAL.exception();
      }
      answered.put(argument, true);
      changed.wakeAll();
      return 0;
    }

    @Override
    public FileStat stat(KernelFile file) {
      return new FileStat(0600, 0, 0);
    }

    @Override
    public void release(KernelFile file) {}
  }

  // The filesystem.

  @Override
  public String name() {
    return "toyfs";
  }

  @Override
  public ClientFilesystem mount(String source, String options) throws ErrnoException {
    try {
      askAndWait(0, openPayload());
    } catch (ErrnoException e) {
      kernel.spawn("kworker/toy", () -> swept++);
      throw e;
    }
    return new Mounted();
  }

  private final class Mounted implements ClientFilesystem {
    private int open;

    @Override
    public ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException {
      if (!path.equals("blob")) {
        throw Errno.ENOENT.exception();
      }
      open++;
      return new Blob(this);
    }

    @Override
    public FileStat stat(String path) {
      return new FileStat(0100644, SIZE, 0, 42);
    }

    @Override
    public List<String> names(String path) {
      return new ArrayList<>(List.of("blob", "other"));
    }

    @Override
    public String readlink(String path) throws ErrnoException {
      throw Errno.EINVAL.exception();
    }

    @Override
    public void truncate(String path, long size) throws ErrnoException {
      throw Errno.EROFS.exception();
    }

    @Override
    public void sync() {}

    @Override
    public void dropPageCache() {}

    @Override
    public void unmount() {
      ask(1, new byte[0]);
    }

    @Override
    public int openFiles() {
      return open;
    }
  }

  private final class Blob implements ClientFile {
    private final Mounted mounted;

    Blob(Mounted mounted) {
      this.mounted = mounted;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      if (offset >= SIZE) {
        return 0;
      }
      if (offset >= 2 * BLOCK) {
        throw Errno.EIO.exception();
      }
      askAndWait(2, readPayload(offset, BLOCK));
      int length = Math.min(BLOCK, into.remaining());
      into.put(blob, (int) offset, length);
      return length;
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      throw Errno.EROFS.exception();
    }

    @Override
    public FileStat stat() {
      return new FileStat(0100644, SIZE, 0, 42);
    }

    @Override
    public void close() {
      mounted.open--;
    }
  }
}
