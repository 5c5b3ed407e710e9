package org.fscachesim.netfs.erofs.image;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.erofs.format.DeviceSlot;
import org.fscachesim.netfs.erofs.format.DeviceTable;
import org.fscachesim.netfs.erofs.format.DirectoryEntry;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.ErofsReader;
import org.fscachesim.netfs.erofs.format.ErrorLog;
import org.fscachesim.netfs.erofs.format.Extent;
import org.fscachesim.netfs.erofs.format.Features;
import org.fscachesim.netfs.erofs.format.FileType;
import org.fscachesim.netfs.erofs.format.PageSource;
import org.fscachesim.netfs.erofs.format.SuperBlock;

/// An uncompressed EROFS image and its extra devices, readable without a kernel.
///
/// ```java
/// try (FileChannel file = FileChannel.open(path)) {
///   ErofsImage image = ErofsImage.open(Blob.of(file));
///   image.verify();
///   byte[] hello = image.read(image.lookup("/hello.txt"), 0, 100);
/// }
/// ```
///
/// Reads as the modelled kernels do, so it refuses what they refuse; the [BadImageException] says
/// why. Not for use by several threads at once.
public final class ErofsImage {
  private final Blob primary;
  private final List<Blob> devices;
  private final LastLine log = new LastLine();
  private final ErofsReader reader;
  private final DeviceTable table;

  private ErofsImage(Blob primary, List<Blob> devices) throws IOException {
    this.primary = primary;
    this.devices = List.copyOf(devices);
    this.reader = guard("super block", this::openReader);
    this.table = guard("device table", this::openTable);
  }

  /// Opens an image.
  ///
  /// @param devices the extra devices in the order of the image's device table
  /// @throws BadImageException not an image, damaged, or one that cannot be read here
  public static ErofsImage open(Blob primary, Blob... devices) throws IOException {
    return new ErofsImage(primary, List.of(devices));
  }

  private ErofsReader openReader() throws ErrnoException, IOException {
    if (primary.size() < SuperBlock.OFFSET + 128) {
      log.error(
          "not an EROFS image: %d bytes are too few for a super block at byte %d"
              .formatted(primary.size(), SuperBlock.OFFSET));
      throw Errno.EINVAL.exception();
    }
    PageSource metadata = offset -> page(primary, offset);
    SuperBlock sb = SuperBlock.read(metadata, Features.INCOMPAT_ALL, log);
    return new ErofsReader(sb, metadata, log);
  }

  private DeviceTable openTable() throws ErrnoException {
    int count = reader.superBlock().extraDevices();
    if (count != devices.size()) {
      log.error("the image needs %d extra devices, %d were given".formatted(count, devices.size()));
      throw Errno.EINVAL.exception();
    }
    List<DeviceSlot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slots.add(reader.deviceSlot(i));
    }
    return new DeviceTable(slots, reader.superBlock().blockBits());
  }

  /// How many extra devices the image in `primary` needs to be opened.
  public static int extraDevices(Blob primary) throws IOException {
    ErofsImage probe = new ErofsImage(primary);
    return probe.reader.superBlock().extraDevices();
  }

  private ErofsImage(Blob primary) throws IOException {
    this.primary = primary;
    this.devices = List.of();
    this.reader = guard("super block", this::openReader);
    this.table = new DeviceTable(List.of(), reader.superBlock().blockBits());
  }

  /// As read from the image.
  public SuperBlock superBlock() {
    return reader.superBlock();
  }

  /// The extra devices that the image names.
  public List<DeviceSlot> deviceSlots() {
    return table.slots();
  }

  /// The inode at an absolute path; symbolic links are not followed.
  ///
  /// @throws BadImageException `ENOENT`, `ENOTDIR`, or a damaged image
  public DiskInode lookup(String path) throws IOException {
    return guard(
        path,
        () -> {
          DiskInode at = reader.inode(reader.superBlock().rootNid());
          for (String name : Splitter.on('/').omitEmptyStrings().split(path)) {
            requireDirectory(at, path);
            at = reader.inode(reader.lookup(at, contents(at), name));
          }
          return at;
        });
  }

  /// The names in a directory but `.` and `..`, in the order of the image.
  public List<DirectoryEntry> list(DiskInode directory) throws IOException {
    String what = "directory inode " + directory.nid();
    return guard(
        what,
        () -> {
          requireDirectory(directory, what);
          requireRoom(directory);
          List<DirectoryEntry> entries =
              new ArrayList<>(reader.list(directory, contents(directory)));
          entries.removeIf(e -> e.name().equals(".") || e.name().equals(".."));
          return entries;
        });
  }

  /// Bytes of a file, directory or symbolic link.
  ///
  /// @param offset not negative
  /// @param length not negative; at the end of the file there are fewer
  public byte[] read(DiskInode inode, long offset, int length) throws IOException {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("offset " + offset + " and length " + length);
    }
    return guard("inode " + inode.nid(), () -> data(inode, offset, length));
  }

  /// Where a symbolic link points to.
  public String readLink(DiskInode link) throws IOException {
    if (link.type() != FileType.SYMLINK || link.size() >= PageSource.PAGE_SIZE) {
      throw new BadImageException(
          Errno.EINVAL, "inode " + link.nid() + " is no symbolic link of less than a page");
    }
    return new String(read(link, 0, (int) link.size()), StandardCharsets.ISO_8859_1);
  }

  /// Something found by [#walk].
  ///
  /// @param path absolute, `/` for the root
  public record Node(String path, DiskInode inode) {}

  /// Called for each node of a tree.
  @FunctionalInterface
  public interface Visitor {
    void visit(Node node) throws IOException;
  }

  /// Visits the whole tree, parents first; a directory that is met again is not entered again.
  public void walk(Visitor visitor) throws IOException {
    Set<Long> entered = new LinkedHashSet<>();
    Deque<Node> todo = new ArrayDeque<>();
    todo.push(new Node("/", lookup("/")));
    while (!todo.isEmpty()) {
      Node node = todo.pop();
      visitor.visit(node);
      if (!node.inode().isDirectory() || !entered.add(node.inode().nid())) {
        continue;
      }
      String prefix = node.path().equals("/") ? "/" : node.path() + "/";
      for (DirectoryEntry entry : list(node.inode()).reversed()) {
        String path = prefix + entry.name();
        todo.push(new Node(path, guard(path, () -> reader.inode(entry.nid()))));
      }
    }
  }

  /// Checks that the image is whole: every inode sound, every byte of every file within its blob.
  public void verify() throws IOException {
    long expected = reader.superBlock().blocks() << reader.superBlock().blockBits();
    if (primary.size() < expected) {
      throw new BadImageException(
          Errno.EIO,
          "truncated: %d bytes, but the super block counts %d".formatted(primary.size(), expected));
    }
    walk(
        node ->
            guard(
                node.path(),
                () -> {
                  verifyData(node.inode());
                  return node;
                }));
  }

  private void verifyData(DiskInode inode) throws ErrnoException, IOException {
    switch (inode.type()) {
      case REGULAR, DIRECTORY, SYMLINK -> {
        long offset = 0;
        while (offset < inode.size()) {
          Extent extent = reader.map(inode, offset);
          long used = Math.min(extent.length(), inode.size() - offset);
          switch (extent) {
            case Extent.Mapped mapped -> locate(mapped, used);
            case Extent.Tail tail -> requireWithin(primary, tail.address(), used);
            case Extent.Hole _ -> {}
          }
          offset += used;
        }
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {}
    }
  }

  private byte[] data(DiskInode inode, long offset, int length) throws ErrnoException, IOException {
    int wanted = (int) Math.max(0, Math.min(length, inode.size() - offset));
    ByteBuffer out = ByteBuffer.allocate(wanted);
    while (out.hasRemaining()) {
      Extent extent = reader.map(inode, offset + out.position());
      int count = (int) Math.min(extent.length(), out.remaining());
      ByteBuffer part = out.slice(out.position(), count);
      switch (extent) {
        case Extent.Mapped mapped -> {
          DeviceTable.Location at = locate(mapped, count);
          blob(at.blob()).read(part, at.offset());
        }
        case Extent.Tail tail -> {
          requireWithin(primary, tail.address(), count);
          primary.read(part, tail.address());
        }
        case Extent.Hole _ -> {}
      }
      out.position(out.position() + count);
    }
    return out.array();
  }

  private DeviceTable.Location locate(Extent.Mapped mapped, long length)
      throws ErrnoException, IOException {
    DeviceTable.Location at;
    try {
      at = table.resolve(mapped.deviceId(), mapped.address());
    } catch (ErrnoException e) {
      log.error(
          "corrupted: a chunk names device %d of %d"
              .formatted(mapped.deviceId(), table.slots().size()));
      throw e;
    }
    requireWithin(blob(at.blob()), at.offset(), length);
    return at;
  }

  private Blob blob(int number) {
    return number == 0 ? primary : devices.get(number - 1);
  }

  private void requireWithin(Blob blob, long offset, long length)
      throws ErrnoException, IOException {
    if (offset > blob.size() - length) {
      log.error(
          "truncated: %d bytes at %d lie beyond the end at %d"
              .formatted(length, offset, blob.size()));
      throw Errno.EIO.exception();
    }
  }

  /// A directory that claims more bytes than all blobs have would be listed for ever.
  private void requireRoom(DiskInode directory) throws ErrnoException, IOException {
    long room = primary.size();
    for (Blob device : devices) {
      room += device.size();
    }
    if (directory.size() > room) {
      log.error(
          "corrupted: directory inode %d claims %d bytes, all blobs have %d"
              .formatted(directory.nid(), directory.size(), room));
      throw Errno.EUCLEAN.exception();
    }
  }

  private void requireDirectory(DiskInode inode, String what) throws ErrnoException {
    if (!inode.isDirectory()) {
      log.error(what + ": not a directory");
      throw Errno.ENOTDIR.exception();
    }
  }

  private PageSource contents(DiskInode directory) {
    return offset -> {
      try {
        byte[] data = data(directory, offset, PageSource.PAGE_SIZE);
        return ByteBuffer.allocate(PageSource.PAGE_SIZE).put(0, data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /// A page of a blob, zeroes after its end.
  private ByteBuffer page(Blob blob, long offset) throws ErrnoException {
    try {
      requireWithin(blob, offset, 1);
      ByteBuffer page = ByteBuffer.allocate(PageSource.PAGE_SIZE);
      page.limit((int) Math.min(PageSource.PAGE_SIZE, blob.size() - offset));
      blob.read(page, offset);
      return page.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Action<T> {
    T run() throws ErrnoException, IOException;
  }

  /// Runs something that may fail as a kernel does, and tells the failure as people need it.
  private <T> T guard(String what, Action<T> action) throws IOException {
    log.line = "";
    try {
      return action.run();
    } catch (ErrnoException e) {
      String reason = log.line.isEmpty() ? e.errno().text() : log.line;
      throw new BadImageException(e.errno(), what + ": " + reason);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class LastLine implements ErrorLog {
    private String line = "";

    @Override
    public void error(String text) {
      line = text;
    }
  }
}
