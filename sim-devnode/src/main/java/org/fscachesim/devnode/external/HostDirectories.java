package org.fscachesim.devnode.external;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.store.directory.DirectoryStoreOptions;
import org.fscachesim.kernel.store.directory.StoreUnsupportedException;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// Lets the simulated kernel see those directories of the host that caches are bound to, each under
/// its own path, and also as `/cache`.
///
/// Used by the dispatcher alone, but for [#complaint].
public final class HostDirectories implements AutoCloseable {
  /// Where the newest one can be found, too.
  public static final String ALIAS = "/cache";

  /// Where callers are that are in none of them: an empty filesystem.
  private static final String ELSEWHERE = "/proc";

  private static final int BYTES_PER_INODE = 16 * 1024;

  /// Makes the filesystem of a directory.
  @FunctionalInterface
  public interface Stores {
    BackingStore open(Path directory) throws StoreUnsupportedException;
  }

  private record Known(Object key, BackingStore store) {}

  private final Stores stores;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private volatile @Nullable String complaint;
  private volatile @Nullable BackingStore newest;

  public HostDirectories(Stores stores) {
    this.stores = stores;
  }

  /// The cache's files are the directory's own, and it has the space of the filesystem that it is
  /// on.
  public static HostDirectories real() {
    return real(0);
  }

  /// The cache's files are the directory's own.
  ///
  /// @param diskBytes size of a disk that holds nothing else, whose space is counted; 0 for the
  ///   filesystem that the directory is on
  public static HostDirectories real(long diskBytes) {
    DirectoryStoreOptions options =
        DirectoryStoreOptions.defaults().withShared(true).withDisk(diskBytes);
    return new HostDirectories(directory -> DirectoryStore.open(directory, options));
  }

  /// The cache's files are in memory, on a disk of 64 MiB; nothing is read from or written to the
  /// directory.
  public static HostDirectories inMemory() {
    return inMemory(0);
  }

  /// The cache's files are in memory; nothing is read from or written to the directory.
  ///
  /// @param diskBytes size of the disk; 0 for 64 MiB
  public static HostDirectories inMemory(long diskBytes) {
    MemoryStoreConfig ext4 = MemoryStoreConfig.ext4();
    if (diskBytes == 0) {
      return new HostDirectories(_ -> MemoryStore.create(ext4));
    }
    long blocks = diskBytes / ext4.space().bsize();
    long files = diskBytes / BYTES_PER_INODE;
    StatFs space = new StatFs(ext4.space().bsize(), blocks, blocks, blocks, files, files);
    return new HostDirectories(_ -> MemoryStore.create(ext4.withSpace(space)));
  }

  /// Why a directory could not hold a cache, the last time that one could not.
  public @Nullable String complaint() {
    return complaint;
  }

  /// What the last cache was bound to.
  public @Nullable BackingStore newest() {
    return newest;
  }

  /// A name of the kernel's, one char a byte, as Java's files have it.
  static String hostName(String kernelName) {
    return new String(kernelName.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /// A path of the host's as the kernel has it, one char a byte.
  static String kernelName(Path path) {
    return new String(
        path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// Makes a path of the host's lead, in the simulated kernel, to what is there.
  ///
  /// @throws ErrnoException `EOPNOTSUPP` when it is a directory that cannot hold a cache
  void prepare(Kernel kernel, Path path) throws ErrnoException {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        placeholder(kernel, path);
        return;
      }
      mount(kernel, path);
      mount(kernel, path.toRealPath());
    } catch (StoreUnsupportedException e) {
      complaint = e.getMessage();
      throw Errno.EOPNOTSUPP.exception();
    } catch (IOException e) {
      complaint = path + ": " + e;
      throw Errno.EACCES.exception();
    }
  }

  private void mount(Kernel kernel, Path path) throws IOException, ErrnoException {
    String real = path.toRealPath().toString();
    Object key = String.valueOf(Files.readAttributes(path, "unix:dev,ino"));
    Known store = known.get(real);
    if (store == null || !store.key.equals(key)) {
      store = new Known(key, stores.open(path));
      known.put(real, store);
    }
    newest = store.store;
    directory(kernel, path);
    kernel.namespace().mountStore(kernelName(path), store.store);
    kernel.namespace().mountStore(ALIAS, store.store);
  }

  /// The directory of that path in the simulated kernel, made in memory if need be.
  private static Location directory(Kernel kernel, Path path) throws ErrnoException {
    Location root = kernel.namespace().rootLocation();
    Location at = root;
    for (Path name : path) {
      Location next = find(kernel, at, kernelName(name));
      if (next == null) {
        at.store().mkdir(at.inode(), kernelName(name), 0755);
        next = find(kernel, at, kernelName(name));
      }
      at = next == null ? root : next;
    }
    return at;
  }

  private static @Nullable Location find(Kernel kernel, Location in, String name)
      throws ErrnoException {
    try {
      return kernel.namespace().resolve(in, name, true);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  /// Something that is no directory: a symbolic link in the last place is not followed either.
  private static void placeholder(Kernel kernel, Path path) throws ErrnoException {
    Path above = path.getParent();
    if (above != null) {
      Location directory = directory(kernel, above);
      String name = kernelName(path.getFileName());
      if (find(kernel, directory, name) == null) {
        directory.store().create(directory.inode(), name, 0600);
      }
    }
  }

  /// Lets `process` be where the caller is.
  void enter(UserProcess process, @Nullable String hostDirectory) {
    try {
      if (hostDirectory != null && isKnown(hostDirectory)) {
        process.chdir(hostDirectory);
        return;
      }
    } catch (ErrnoException e) {
      // The directory is gone, or in no cache.
    }
    try {
      process.chdir(ELSEWHERE);
    } catch (ErrnoException e) {
      throw new IllegalStateException("the kernel has no " + ELSEWHERE, e);
    }
  }

  /// Whether a cache uses what has that path, which leads through no symbolic link.
  boolean isInUse(Kernel kernel, Path path) {
    if (!isKnown(path.toString())) {
      return false;
    }
    try {
      Location at = find(kernel, kernel.namespace().rootLocation(), kernelName(path));
      return at != null && at.inode().isInUse();
    } catch (ErrnoException e) {
      return false;
    }
  }

  private boolean isKnown(String path) {
    return known.keySet().stream().anyMatch(k -> path.equals(k) || path.startsWith(k + "/"));
  }

  @Override
  public void close() {
    known.values().forEach(k -> k.store.close());
  }
}
