package org.fscachesim.netfs.library;

import com.google.common.base.Splitter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadState;
import org.jspecify.annotations.Nullable;

/// One file of a network filesystem, with or without a cache.
final class Fixture {
  final Kernel kernel;
  final Fscache fscache;
  final Netfs netfs;
  final FakeServer server;
  final NetfsInode inode;
  final CachedFile file;
  private @Nullable FakeStorage storage;
  private @Nullable Volume volume;

  private Fixture(Kernel kernel, int size) {
    this.kernel = kernel;
    fscache = new Fscache(kernel);
    netfs = new Netfs(fscache);
    server = new FakeServer(kernel, FakeServer.pattern(size, 1));
    inode = new NetfsInode(netfs, 7, size, server, NetfsMapping::new);
    file = new CachedFile(inode.mapping(), new ReadaheadState(32), "file");
  }

  /// A file without a cache.
  static Fixture uncached(Kernel kernel, int size) {
    return new Fixture(kernel, size);
  }

  /// A file with an empty cache.
  static Fixture cached(Kernel kernel, int size) throws ErrnoException {
    Fixture fixture = new Fixture(kernel, size);
    fixture.open(new FakeStorage(kernel, fixture.fscache));
    return fixture;
  }

  /// A file of which the cache holds some pages.
  static Fixture warm(Kernel kernel, int size, int firstPage, int endPage) throws ErrnoException {
    Fixture fixture = new Fixture(kernel, size);
    FakeStorage storage = new FakeStorage(kernel, fixture.fscache);
    storage.hold(fixture.server.content, firstPage, endPage);
    fixture.open(storage);
    return fixture;
  }

  private void open(FakeStorage newStorage) throws ErrnoException {
    storage = newStorage;
    volume = Objects.requireNonNull(fscache.acquireVolume("test,volume", null, null));
    Cookie cookie =
        Objects.requireNonNull(
            fscache.acquireCookie(
                volume,
                EnumSet.noneOf(Advice.class),
                "key",
                new byte[4],
                newStorage.hasData ? server.content.length : 0));
    inode.setCookie(cookie);
    cookie.use(false);
  }

  FakeStorage storage() {
    return Objects.requireNonNull(storage);
  }

  Cookie cookie() {
    return Objects.requireNonNull(inode.cookie());
  }

  /// Reads, and says whether that gave what the server has.
  boolean readsRight(int start, int length) throws ErrnoException {
    int most = Math.max(0, Math.min(length, server.content.length - start));
    return Arrays.equals(read(start, length), server.expected(start, most));
  }

  byte[] read(int start, int length) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(length);
    int count = file.read(start, into);
    return Arrays.copyOf(into.array(), count);
  }

  /// The lines of the statistics that are the library's.
  List<String> stats() {
    return fscache
        .proc()
        .stats()
        .lines()
        .filter(
            line ->
                line.contains("RdHelp")
                    || line.matches("(Reads|Writes|[A-Z][A-Za-z]*Ops|Objs|WbLock) *:.*"))
        .toList();
  }

  /// One counter of the statistics; 0 if there is none of that name.
  int count(String name) {
    for (String line : stats()) {
      for (String word : Splitter.on(' ').split(line)) {
        if (word.startsWith(name + "=")) {
          return Integer.parseInt(word.substring(name.length() + 1));
        }
      }
    }
    return 0;
  }

  /// Writes all dirty pages back and waits until they are written, and the cookie is not kept for
  /// them any more.
  void sync() throws ErrnoException {
    inode.writepages(new FileRange(0, Long.MAX_VALUE), true);
    inode.mapping().present(new FileRange(0, Long.MAX_VALUE)).forEach(Folio::awaitWriteback);
    Cookie cookie = inode.cookie();
    if (inode.writebackPin().cleaned() && cookie != null) {
      inode.writebackPin().unpin(cookie);
    }
  }

  /// Waits until a counter of the statistics has a value.
  void awaitCount(String name, int value) {
    while (count(name) != value) {
      kernel.sleepMillis(1);
    }
  }

  /// The file goes, and with it all that belongs to it; whatever is left then has leaked.
  void close() {
    inode.mapping().truncate(0);
    Cookie cookie = inode.cookie();
    if (cookie != null) {
      inode.writebackPin().clearInode(cookie, null, inode.fileSize());
    }
    if (volume != null) {
      cookie().unuse();
      cookie().relinquish(false);
      inode.setCookie(null);
      volume.relinquish(null, false);
    }
  }
}
