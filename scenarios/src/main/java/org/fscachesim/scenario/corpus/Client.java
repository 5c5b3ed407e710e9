package org.fscachesim.scenario.corpus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.scenario.World;

/// An application, and a file server of which it mounts what it has at `/mnt`.
public final class Client {
  /// The one file that the server has.
  public static final String FILE = "a";

  /// Bytes in it.
  public static final int SIZE = 2 * Stage.PAGE;

  private static final String MOUNT_POINT = "/mnt";
  private static final String SERVER = "host";
  private static final long MOMENT = 1;

  private final World world;
  private final UserProcess app;
  private final FileServer server;

  /// In the process `app`.
  public Client(World world) {
    this.world = world;
    this.app = world.process("app");
    this.server = FileServer.beside(world.kernel());
    server.put(FILE, content(1));
    world.offerServer(SERVER, server);
  }

  /// The next reads and writes fail at the server: a readahead, and some that try again.
  public void goOffline() {
    for (int i = 0; i < 8; i++) {
      server.faults().failNext(Errno.EIO);
    }
  }

  /// The content of the file, which differs from version to version in every byte.
  public static byte[] content(int version) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) version);
    return bytes;
  }

  public void mountNinep(String options) throws ErrnoException {
    world.mount(app, "9p", SERVER, MOUNT_POINT, options);
  }

  public void mountNfs(String options) throws ErrnoException {
    world.mount(app, "nfs", SERVER + ":/", MOUNT_POINT, options);
  }

  /// Unmounts, once everybody has come to rest.
  public void unmount() throws ErrnoException {
    world.kernel().sleepMillis(MOMENT);
    unmountAtOnce();
  }

  public void unmountAtOnce() throws ErrnoException {
    world.unmount(app, MOUNT_POINT);
  }

  /// All of the file.
  public byte[] read() throws ErrnoException {
    try (ClientFile file = open()) {
      return read(file);
    }
  }

  public ClientFile open() throws ErrnoException {
    return world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.READ_ONLY);
  }

  /// All of the open file.
  public static byte[] read(ClientFile file) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(SIZE);
    int count = 1;
    while (into.hasRemaining() && count > 0) {
      count = file.read(into.position(), into);
    }
    return into.array();
  }

  /// Opens the file for writing, writes all of it anew, and closes it.
  public void write(byte[] bytes) throws ErrnoException {
    try (var file = world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.WRITE_ONLY)) {
      file.write(0, ByteBuffer.wrap(bytes));
    }
  }

  /// Opens the file for writing, and closes it.
  public void touch() throws ErrnoException {
    world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.WRITE_ONLY).close();
  }

  /// Writes back what is dirty, waits for it, and forgets all pages.
  public void forget() throws ErrnoException {
    for (ClientMount mount : world.kernel().namespace().clientMounts()) {
      mount.sync();
    }
    world.kernel().sleepMillis(MOMENT);
    world.writeProc("/proc/sys/vm/drop_caches", "1");
  }
}
