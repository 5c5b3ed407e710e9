package org.fscachesim.netfs.nfs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
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
import org.jspecify.annotations.Nullable;

/// `mount -t nfs`. The source is `HOST:/`; a server exports all that it has.
///
/// Kernel: fs/nfs/super.c (nfs_get_tree_common)
public final class NfsFilesystemType implements FilesystemType {
  private final Kernel kernel;
  private final Fscache fscache;
  private final Netfs netfs;
  private final SpinLock lock;
  // Guarded by `lock`.
  private final Map<String, FileServer> servers = new LinkedHashMap<>();

  public NfsFilesystemType(Fscache fscache, Netfs netfs) {
    this.kernel = fscache.kernel();
    this.fscache = fscache;
    this.netfs = netfs;
    this.lock = new SpinLock(kernel, "nfs servers");
  }

  /// Makes a server known by a host name.
  public void offer(String host, FileServer server) {
    try (Held _ = lock.hold()) {
      servers.put(host, server);
    }
  }

  @Override
  public String name() {
    return "nfs";
  }

  /// @throws ErrnoException `EINVAL` for a source or options that are no good, `ETIMEDOUT` when
  ///   there is no such host, `ENOMEM`
  @Override
  public ClientFilesystem mount(String source, String options) throws ErrnoException {
    Options parsed = Options.parse(kernel, options);
    Connection connection = new Connection(server(source));
    Attributes root = connection.attach();
    Volume volume = parsed.cached() ? volume(Identity.volumeKey(parsed, root.id())) : null;
    return new NfsMount(netfs, fscache, new Session(kernel, parsed, connection, volume), root);
  }

  private FileServer server(String source) throws ErrnoException {
    if (!source.endsWith(":/")) {
      kernel.log().error("nfs: the source is HOST:/, not " + source);
      throw Errno.EINVAL.exception();
    }
    try (Held _ = lock.hold()) {
      FileServer server = servers.get(source.substring(0, source.length() - 2));
      if (server == null) {
        throw Errno.ETIMEDOUT.exception();
      }
      return server;
    }
  }

  /// A volume that another mount has is no reason to fail: this one does without.
  ///
  /// Kernel: fs/nfs/fscache.c (nfs_fscache_get_super_cookie)
  private @Nullable Volume volume(String key) throws ErrnoException {
    try {
      return fscache.acquireVolume(key, null, null);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EBUSY) {
        throw e;
      }
      kernel.log().error("NFS: Cache volume key already in use (" + key + ")");
      return null;
    }
  }
}
