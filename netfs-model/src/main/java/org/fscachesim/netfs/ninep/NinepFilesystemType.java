package org.fscachesim.netfs.ninep;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FilesystemType;
import org.fscachesim.netfs.library.Netfs;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.server.Connection;
import org.fscachesim.netfs.server.FileServer;

/// `mount -t 9p`. The source is the tag of a server, which has one channel: it can be mounted once
/// at a time.
///
/// Kernel: fs/9p/vfs_super.c (v9fs_mount), net/9p/trans_virtio.c (p9_virtio_create)
public final class NinepFilesystemType implements FilesystemType {
  private final Kernel kernel;
  private final Fscache fscache;
  private final Netfs netfs;
  private final SpinLock lock;
  // Guarded by `lock`.
  private final Map<String, FileServer> servers = new LinkedHashMap<>();
  private final Set<String> inUse = new LinkedHashSet<>();

  public NinepFilesystemType(Fscache fscache, Netfs netfs) {
    this.kernel = fscache.kernel();
    this.fscache = fscache;
    this.netfs = netfs;
    this.lock = new SpinLock(kernel, "virtio_9p_lock");
  }

  /// Makes a server known by a mount tag.
  public void offer(String tag, FileServer server) {
    try (Held _ = lock.hold()) {
      servers.put(tag, server);
    }
  }

  @Override
  public String name() {
    return "9p";
  }

  /// @throws ErrnoException `EINVAL` for options that are no good, `ENOENT` when no server has that
  ///   tag, `EBUSY` when it is mounted already
  @Override
  public ClientFilesystem mount(String source, String options) throws ErrnoException {
    Options parsed = Options.parse(kernel, options);
    FileServer server = take(source);
    boolean mounted = false;
    try {
      Connection connection = new Connection(server);
      Attributes root = connection.attach();
      Session session = Session.open(fscache, source, parsed, connection);
      mounted = true;
      return new NinepMount(netfs, fscache, session, root, () -> release(source));
    } finally {
      if (!mounted) {
        release(source);
      }
    }
  }

  private FileServer take(String tag) throws ErrnoException {
    try (Held _ = lock.hold()) {
      FileServer server = servers.get(tag);
      if (server != null && inUse.add(tag)) {
        return server;
      }
      throw server == null ? Errno.ENOENT.exception() : Errno.EBUSY.exception();
    } catch (ErrnoException e) {
      kernel.log().error("9pnet_virtio: no channels available for device " + tag);
      throw e;
    }
  }

  private void release(String tag) {
    try (Held _ = lock.hold()) {
      inUse.remove(tag);
    }
  }
}
