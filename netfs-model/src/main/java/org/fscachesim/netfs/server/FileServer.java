package org.fscachesim.netfs.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;

/// A file server in memory: directories and regular files, which clients know by identity.
///
/// The methods that take names change the server behind the back of its clients, as another client
/// or its owner would. Clients come in through a [Connection].
public final class FileServer {
  /// The identity of the root directory.
  public static final long ROOT = 2;

  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;

  private final Kernel kernel;
  private final ServerClock clock;
  private final ServerFaults faults;
  private final Mutex lock;
  // Guarded by `lock`.
  private final Map<Long, Node> nodes = new LinkedHashMap<>();
  private final Node root;

  /// A server with an empty root directory.
  public FileServer(Kernel kernel, ServerClock clock) {
    this.kernel = kernel;
    this.clock = clock;
    this.faults = new ServerFaults(kernel);
    this.lock = new Mutex(kernel, "server");
    this.root = new Node(ROOT, FileType.DIRECTORY, DIRECTORY_MODE, 0);
    nodes.put(ROOT, root);
  }

  /// A server with the kernel's wall clock.
  public static FileServer beside(Kernel kernel) {
    return new FileServer(kernel, new CountingClock(kernel::wallSeconds));
  }

  Kernel kernel() {
    return kernel;
  }

  /// What is to go wrong.
  public ServerFaults faults() {
    return faults;
  }

  /// Puts a file in place, as it was before anybody looked.
  ///
  /// @param path from the root, as `dir/file`; the directories are made
  /// @param id identity, other than that of every other file
  /// @param mtimeSeconds when it was last changed, since 1970
  public void put(String path, long id, long mtimeSeconds, byte[] bytes) {
    try (Held _ = lock.hold()) {
      if (nodes.containsKey(id)) {
        throw new IllegalArgumentException("there is a file with the identity " + id + " already");
      }
      Node directory = root;
      String[] parts = path.split("/", -1);
      for (int i = 0; i + 1 < parts.length; i++) {
        directory = directory.children.computeIfAbsent(parts[i], this::newDirectory);
      }
      Node node = new Node(id, FileType.REGULAR, FILE_MODE, mtimeSeconds * 1_000_000_000L);
      node.contents.write(0, bytes);
      nodes.put(id, node);
      directory.children.put(parts[parts.length - 1], node);
    }
  }

  private Node newDirectory(String name) {
    Node made = new Node(clock.identify(name), FileType.DIRECTORY, DIRECTORY_MODE, 0);
    nodes.put(made.id, made);
    return made;
  }

  /// Puts a file in place, with an identity and a time of the server's own.
  public void put(String path, byte[] bytes) {
    long id;
    long nanos;
    try (Held _ = lock.hold()) {
      id = clock.identify(path);
      nanos = clock.changed(id, bytes.length);
    }
    put(path, id, nanos / 1_000_000_000L, bytes);
  }

  /// The bytes of a file now.
  ///
  /// @throws ErrnoException `ENOENT`
  public byte[] bytes(String path) throws ErrnoException {
    try (Held _ = lock.hold()) {
      return at(path).contents.all();
    }
  }

  /// Changes a file behind the back of its clients.
  ///
  /// @throws ErrnoException `ENOENT`
  public void change(String path, long offset, byte[] bytes) throws ErrnoException {
    try (Held _ = lock.hold()) {
      write(at(path), offset, bytes);
    }
  }

  /// Gives a file other contents behind the back of its clients.
  ///
  /// @throws ErrnoException `ENOENT`, `EISDIR`
  public void replace(String path, byte[] bytes) throws ErrnoException {
    try (Held _ = lock.hold()) {
      Node node = regular(at(path).id);
      node.contents.resize(0);
      write(node, 0, bytes);
    }
  }

  private Node at(String path) throws ErrnoException {
    Node node = root;
    for (String part : path.split("/", -1)) {
      node = child(node, part);
    }
    return node;
  }

  private static Node child(Node directory, String name) throws ErrnoException {
    if (directory.type != FileType.DIRECTORY) {
      throw Errno.ENOTDIR.exception();
    }
    Node node = directory.children.get(name);
    if (node == null) {
      throw Errno.ENOENT.exception();
    }
    return node;
  }

  private Node node(long id) throws ErrnoException {
    Node node = nodes.get(id);
    if (node == null) {
      throw Errno.ESTALE.exception();
    }
    return node;
  }

  private Node regular(long id) throws ErrnoException {
    Node node = node(id);
    if (node.type != FileType.REGULAR) {
      throw Errno.EISDIR.exception();
    }
    return node;
  }

  Attributes attributes(long id) throws ErrnoException {
    try (Held _ = lock.hold()) {
      return node(id).attributes();
    }
  }

  Attributes lookup(long directory, String name) throws ErrnoException {
    try (Held _ = lock.hold()) {
      return child(node(directory), name).attributes();
    }
  }

  List<String> names(long directory) throws ErrnoException {
    try (Held _ = lock.hold()) {
      Node node = node(directory);
      if (node.type != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.exception();
      }
      return new ArrayList<>(node.children.keySet());
    }
  }

  Attributes create(long directory, String name, int permissions) throws ErrnoException {
    try (Held _ = lock.hold()) {
      Node in = node(directory);
      if (in.type != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.exception();
      }
      if (in.children.containsKey(name)) {
        throw Errno.EEXIST.exception();
      }
      long id = clock.identify(name);
      Node made = new Node(id, FileType.REGULAR, permissions, clock.changed(id, 0));
      nodes.put(id, made);
      in.children.put(name, made);
      in.changed(made.mtimeNanos);
      return made.attributes();
    }
  }

  byte[] read(long id, long offset, int length) throws ErrnoException {
    faults.failTransfer();
    int most = faults.shorten(length);
    try (Held _ = lock.hold()) {
      return regular(id).contents.read(offset, most);
    }
  }

  Attributes write(long id, long offset, byte[] bytes) throws ErrnoException {
    faults.failTransfer();
    try (Held _ = lock.hold()) {
      Node node = regular(id);
      write(node, offset, bytes);
      return node.attributes();
    }
  }

  private void write(Node node, long offset, byte[] bytes) throws ErrnoException {
    if (offset + bytes.length > Contents.MAX_SIZE) {
      throw Errno.EFBIG.exception();
    }
    node.contents.write(offset, bytes);
    node.changed(clock.changed(node.id, node.contents.size()));
  }

  Attributes resize(long id, long size) throws ErrnoException {
    try (Held _ = lock.hold()) {
      Node node = regular(id);
      if (size > Contents.MAX_SIZE) {
        throw Errno.EFBIG.exception();
      }
      node.contents.resize(size);
      node.changed(clock.changed(id, size));
      return node.attributes();
    }
  }
}
