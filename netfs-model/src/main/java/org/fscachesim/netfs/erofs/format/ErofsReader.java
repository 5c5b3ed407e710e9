package org.fscachesim.netfs.erofs.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// Everything that one asks of an image after its [SuperBlock] was read.
///
/// Keeps nothing: each call reads the pages that it needs again from the [PageSource], and whoever
/// owns that decides what is cached.
///
/// Kernel: fs/erofs/internal.h
public final class ErofsReader {
  private static final int MAX_NAME = 255;

  private final SuperBlock sb;
  private final ErrorLog log;
  private final Meta meta;
  private final InodeReader inodes;
  private final BlockMap blocks;

  /// @param metadata pages of the primary blob
  public ErofsReader(SuperBlock sb, PageSource metadata, ErrorLog log) {
    this.sb = sb;
    this.log = log;
    this.meta = new Meta(metadata, log);
    this.inodes = new InodeReader(sb, meta, log);
    this.blocks = new BlockMap(sb, meta, log);
  }

  /// As handed in.
  public SuperBlock superBlock() {
    return sb;
  }

  /// Entry `index` of the device table; costs its page.
  ///
  /// @param index 0..[SuperBlock#extraDevices()]-1
  ///
  ///   Kernel: fs/erofs/super.c (erofs_init_device)
  public DeviceSlot deviceSlot(int index) throws ErrnoException {
    KernelBug.check(index >= 0 && index < sb.extraDevices(), () -> "no device slot " + index);
    long address = (long) (sb.deviceTableSlot() + index) * DeviceSlot.SIZE;
    ByteBuffer slot = meta.at(address, DeviceSlot.SIZE);
    byte[] tag = new byte[DeviceSlot.TAG_SIZE];
    slot.get(0, tag);
    int length = 0;
    while (length < tag.length && tag[length] != 0) {
      length++;
    }
    return new DeviceSlot(
        new String(tag, 0, length, StandardCharsets.ISO_8859_1),
        Meta.u32(slot, 64),
        Meta.u32(slot, 68));
  }

  /// An inode; costs one page, or two if it straddles blocks of different pages.
  ///
  /// @throws ErrnoException `EOPNOTSUPP` an unknown format or compressed, `EUCLEAN` nonsense
  public DiskInode inode(long nid) throws ErrnoException {
    return inodes.read(nid);
  }

  /// Where the byte at `offset` of a file is, and how many bytes follow it there.
  ///
  /// @throws ErrnoException `EUCLEAN` addresses that no image can have
  public Extent map(DiskInode inode, long offset) throws ErrnoException {
    return blocks.map(inode, offset);
  }

  /// The target of a symbolic link that lies wholly behind its inode; costs its page.
  ///
  /// @return null if it must be read as data: it is not inline, empty, or a block long or longer
  /// @throws ErrnoException `EUCLEAN` it crosses a block
  ///
  ///   Kernel: fs/erofs/inode.c (erofs_fill_symlink)
  public byte @Nullable [] inlineTarget(DiskInode link) throws ErrnoException {
    if (link.layout() != DataLayout.FLAT_INLINE
        || link.size() == 0
        || link.size() >= sb.blockSize()) {
      return null;
    }
    return switch (blocks.map(link, 0)) {
      case Extent.Tail tail -> {
        byte[] target = new byte[(int) tail.length()];
        meta.at(tail.address(), target.length).get(0, target);
        yield target;
      }
      case Extent.Mapped _, Extent.Hole _ -> null;
    };
  }

  /// The inode number of a name.
  ///
  /// @param contents pages of the directory, by its own offsets
  /// @throws ErrnoException `ENOENT` not there, `ENAMETOOLONG`, `EUCLEAN` a bad block was met
  public long lookup(DiskInode directory, PageSource contents, String name) throws ErrnoException {
    if (name.length() > MAX_NAME) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return new Directory(sb, log, directory, contents).lookup(name);
  }

  /// All entries in order, `.` and `..` too.
  ///
  /// @throws ErrnoException `EUCLEAN` a bad block or entry
  public List<DirectoryEntry> list(DiskInode directory, PageSource contents) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    new Directory(sb, log, directory, contents).forEach(entries::add);
    return entries;
  }
}
