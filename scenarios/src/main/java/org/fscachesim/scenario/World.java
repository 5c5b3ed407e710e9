package org.fscachesim.scenario;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fscachesim.cachefiles.Cachefiles;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.FscacheBehaviour;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.ClientPath;
import org.fscachesim.kernel.vfs.Namespace;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.erofs.ErofsFilesystemType;
import org.fscachesim.netfs.library.Netfs;
import org.fscachesim.netfs.nfs.NfsFilesystemType;
import org.fscachesim.netfs.ninep.NinepFilesystemType;
import org.fscachesim.netfs.server.FileServer;

/// One booted stack: a kernel with fscache, cachefiles and the client filesystems, a mount table as
/// the recorded machines had it, and processes.
///
/// `/cache` is the filesystem for the cache; `/mnt`, `/mnt1` to `/mnt9` are there to mount on; `/`,
/// which is in memory, `/tmp`, `/proc` and `/sys` can hold no cache.
public final class World {
  private static final String PROC_FSCACHE = "/proc/fs/fscache/";
  private static final String PROC_NETFS = "/proc/fs/netfs/";
  private static final String ERROR_INJECTION = "/proc/sys/cachefiles/error_injection";
  private static final String DROP_CACHES = "/proc/sys/vm/drop_caches";

  private static final ImmutableList<String> DIRECTORIES =
      Stream.concat(
              Stream.of("cache", "tmp", "proc", "sys", "mnt"),
              IntStream.rangeClosed(1, 9).mapToObj(i -> "mnt" + i))
          .collect(ImmutableList.toImmutableList());

  private final Kernel kernel;
  private final Fscache fscache;
  private final Cachefiles cachefiles;
  private final Netfs netfs;
  private final NinepFilesystemType ninep;
  private final NfsFilesystemType nfs;
  private final BackingStore cacheStore;
  private final Map<String, UserProcess> processes = new TreeMap<>();

  private World(Kernel kernel, BackingStore cacheStore, int fanouts) {
    this.kernel = kernel;
    this.cacheStore = cacheStore;
    this.fscache = new Fscache(kernel);
    this.cachefiles = new Cachefiles(kernel, fscache, fanouts);
    this.netfs = new Netfs(fscache);
    this.ninep = new NinepFilesystemType(fscache, netfs);
    this.nfs = new NfsFilesystemType(fscache, netfs);
  }

  /// Boots on a machine, in whose main task this is called.
  ///
  /// @param cacheStore what is mounted at `/cache`
  public static World boot(KernelConfig config, Machine machine, BackingStore cacheStore) {
    return boot(config, machine, cacheStore, Cachefiles.FANOUTS);
  }

  /// As [#boot(KernelConfig, Machine, BackingStore)], with volumes of fewer directories.
  ///
  /// @param fanouts directories of a volume over which objects are spread: a power of two, 1 to
  ///   [Cachefiles#FANOUTS]
  public static World boot(
      KernelConfig config, Machine machine, BackingStore cacheStore, int fanouts) {
    Kernel kernel = Kernel.boot(config, machine);
    World world = new World(kernel, cacheStore, fanouts);
    world.mountStores();
    kernel.namespace().register(new ErofsFilesystemType(kernel, world.fscache));
    kernel.namespace().register(world.ninep);
    kernel.namespace().register(world.nfs);
    kernel.namespace().registerDevice(SystemCalls.DEVICE, world.cachefiles::openDevice);
    return world;
  }

  private void mountStores() {
    MemoryStore root = MemoryStore.create(MemoryStoreConfig.tmpfs());
    Namespace namespace = kernel.namespace();
    namespace.mountStore("/", root);
    namespace.mountStore("/cache", cacheStore);
    namespace.mountStore("/tmp", MemoryStore.create(MemoryStoreConfig.tmpfs()));
    namespace.mountStore("/proc", MemoryStore.create(MemoryStoreConfig.proc()));
    namespace.mountStore("/sys", MemoryStore.create(MemoryStoreConfig.proc()));
    try {
      Inode top = root.root();
      for (String name : DIRECTORIES) {
        root.mkdir(top, name, 0755);
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("making the root directory: " + e.errno(), e);
    }
  }

  public Kernel kernel() {
    return kernel;
  }

  public Fscache fscache() {
    return fscache;
  }

  public Cachefiles cachefiles() {
    return cachefiles;
  }

  /// Makes a file server known by a name: 9p mounts it from `NAME`, NFS from `NAME:/`.
  public void offerServer(String name, FileServer server) {
    ninep.offer(name, server);
    nfs.offer(name, server);
  }

  /// What is mounted at `/cache`.
  public BackingStore cacheStore() {
    return cacheStore;
  }

  /// The text of a file below `/proc`, by its whole path, or by its name below `/proc/fs/fscache`.
  ///
  /// @throws ErrnoException `ENOENT` when there is none
  public String readProc(String path) throws ErrnoException {
    if (path.equals(ERROR_INJECTION)) {
      return cachefiles.injections().mask() + "\n";
    }
    String name = nameInFscache(path);
    if (name.equals("requests") && netfs.listsRequests()) {
      return netfs.requests();
    }
    return fscache.proc().read(name).orElseThrow(Errno.ENOENT::exception);
  }

  /// Where fscache is a part of netfs, `/proc/fs/fscache` is a link to `/proc/fs/netfs`.
  private String nameInFscache(String path) {
    if (path.startsWith(PROC_FSCACHE)) {
      return path.substring(PROC_FSCACHE.length());
    }
    return path.startsWith(PROC_NETFS) && kernel.has(FscacheBehaviour.MERGED_INTO_NETFS)
        ? path.substring(PROC_NETFS.length())
        : path;
  }

  /// Writes to a file below `/proc`.
  ///
  /// @throws ErrnoException `ENOENT` when there is none that can be written, `EINVAL` for what it
  ///   does not take
  public void writeProc(String path, String text) throws ErrnoException {
    switch (path) {
      case ERROR_INJECTION -> {
        cachefiles.injections().set(unsignedInt(text.strip()));
      }
      case DROP_CACHES -> kernel.namespace().clientMounts().forEach(ClientMount::dropPageCache);
      default -> throw Errno.ENOENT.exception();
    }
  }

  /// Kernel: kernel/sysctl.c (proc_douintvec)
  private static int unsignedInt(String text) throws ErrnoException {
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Integer.parseUnsignedInt(text.substring(2), 16);
      }
      return Integer.parseUnsignedInt(text, text.startsWith("0") ? 8 : 10);
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    }
  }

  /// The living process of that name, which is started when there is none. It belongs to root.
  public UserProcess process(String name) {
    synchronized (processes) {
      UserProcess process = processes.get(name);
      if (process == null || process.isDead()) {
        process = UserProcess.ofRoot(kernel, name);
        processes.put(name, process);
      }
      return process;
    }
  }

  /// mount(2).
  public void mount(UserProcess by, String type, String source, String path, String options)
      throws ErrnoException {
    told(
        () -> "mount(" + type + ", " + path + ", " + options + ")",
        () -> kernel.namespace().mount(by.workingDirectory(), type, source, path, options));
  }

  /// Makes a call, and tells those who watch the machine what came of it.
  private void told(Supplier<String> call, KernelCall body) throws ErrnoException {
    try {
      body.make();
      kernel.machine().note(() -> call.get() + " = 0");
    } catch (ErrnoException e) {
      kernel.machine().note(() -> call.get() + " = " + e.errno());
      throw e;
    }
  }

  /// umount(2).
  public void unmount(UserProcess by, String path) throws ErrnoException {
    told(
        () -> "umount(" + path + ")",
        () -> kernel.namespace().unmount(by.workingDirectory(), path));
  }

  /// open(2) of a file in a mounted client filesystem.
  ///
  /// @throws ErrnoException `ENOENT` when nothing is mounted there, or what the filesystem says
  public ClientFile openFile(UserProcess by, String path, OpenFlags flags) throws ErrnoException {
    return clientPath(by, path).open(flags, false);
  }

  /// A path in a mounted client filesystem.
  ///
  /// @throws ErrnoException `ENOENT` when nothing is mounted there
  public ClientPath clientPath(UserProcess by, String path) throws ErrnoException {
    ClientPath found = kernel.namespace().findClient(by.workingDirectory(), path);
    if (found == null) {
      throw Errno.ENOENT.exception();
    }
    return found;
  }

  /// Unmounts what is mounted and ends every process: nothing must be left after that.
  public void shutDown() {
    Map<String, UserProcess> all;
    synchronized (processes) {
      all = new TreeMap<>(processes);
    }
    all.values().stream().filter(p -> !p.isDead()).forEach(UserProcess::kill);
    for (ClientMount mount : kernel.namespace().clientMounts()) {
      try {
        kernel.namespace().unmount(kernel.namespace().rootLocation(), mount.path());
      } catch (ErrnoException e) {
        throw new ScenarioFailure("umount of " + mount.path() + " at shut-down: " + e.errno());
      }
    }
  }

  /// What is still there that should not be, one line each: live kernel objects, open descriptors,
  /// mounts, warnings of the kernel. Empty after a clean end.
  public List<String> leftovers() {
    List<String> out = new ArrayList<>();
    for (String leak : kernel.ledger().leaks()) {
      out.add("object: " + leak);
    }
    synchronized (processes) {
      for (UserProcess process : processes.values()) {
        for (int fd : process.files().open()) {
          out.add("descriptor: " + fd + " of " + process);
        }
      }
    }
    for (ClientMount mount : kernel.namespace().clientMounts()) {
      out.add("mount: " + mount.path());
    }
    if (cachefiles.isDeviceOpen()) {
      out.add("device: the cache is still bound or its device open");
    }
    for (String warning : kernel.log().warnings()) {
      out.add("warning: " + warning);
    }
    return out;
  }

  /// A command line for the device.
  public static ByteBuffer text(String line) {
    return ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
  }
}
