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
final class Client {
  /// The one file that the server has.
  static final String FILE = "a";

  /// Bytes in it.
  static final int SIZE = 2 * Stage.PAGE;

  private static final String MOUNT_POINT = "/mnt";
  private static final String SERVER = "host";

  private final World world;
  private final UserProcess app;
  private final FileServer server;

  Client(Stage stage) {
    this.world = stage.world();
    this.app = world.process("app");
    this.server = FileServer.beside(world.kernel());
    server.put(FILE, content(1));
    world.offerServer(SERVER, server);
  }

  /// The next reads and writes fail at the server: a readahead, and some that try again.
  void goOffline() {
    for (int i = 0; i < 8; i++) {
      server.faults().failNext(Errno.EIO);
    }
  }

  /// The content of the file, which differs from version to version in every byte.
  static byte[] content(int version) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) version);
    return bytes;
  }

  void mountNinep(String options) throws ErrnoException {
    world.mount(app, "9p", SERVER, MOUNT_POINT, options);
  }

  void mountNfs(String options) throws ErrnoException {
    world.mount(app, "nfs", SERVER + ":/", MOUNT_POINT, options);
  }

  /// Unmounts, once everybody has come to rest.
  void unmount(Stage stage) throws ErrnoException {
    stage.settle();
    unmountAtOnce();
  }

  void unmountAtOnce() throws ErrnoException {
    world.unmount(app, MOUNT_POINT);
  }

  /// All of the file.
  byte[] read() throws ErrnoException {
    try (ClientFile file = open()) {
      return read(file);
    }
  }

  ClientFile open() throws ErrnoException {
    return world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.READ_ONLY);
  }

  /// All of the open file.
  static byte[] read(ClientFile file) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(SIZE);
    int count = 1;
    while (into.hasRemaining() && count > 0) {
      count = file.read(into.position(), into);
    }
    return into.array();
  }

  /// Opens the file for writing, writes all of it anew, and closes it.
  void write(byte[] bytes) throws ErrnoException {
    try (var file = world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.WRITE_ONLY)) {
      file.write(0, ByteBuffer.wrap(bytes));
    }
  }

  /// Opens the file for writing, and closes it.
  void touch() throws ErrnoException {
    world.openFile(app, MOUNT_POINT + "/" + FILE, OpenFlags.WRITE_ONLY).close();
  }

  /// Writes back what is dirty, waits for it, and forgets all pages.
  void forget(Stage stage) throws ErrnoException {
    for (ClientMount mount : world.kernel().namespace().clientMounts()) {
      mount.sync();
    }
    stage.settle();
    world.writeProc("/proc/sys/vm/drop_caches", "1");
  }
}
