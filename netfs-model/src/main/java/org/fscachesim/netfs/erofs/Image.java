package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.erofs.format.DeviceSlot;
import org.fscachesim.netfs.erofs.format.DeviceTable;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.ErofsReader;
import org.fscachesim.netfs.erofs.format.ErrorLog;
import org.fscachesim.netfs.erofs.format.Features;
import org.fscachesim.netfs.erofs.format.PageSource;
import org.fscachesim.netfs.erofs.format.SuperBlock;
import org.fscachesim.netfs.pagecache.AddressSpace;
import org.fscachesim.netfs.pagecache.AddressSpaceOperations;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// The blobs of one mounted image, and how to read them.
///
/// Built up step by step by [Mounting]; complete from then on.
///
/// Kernel: fs/erofs/internal.h (struct erofs_sb_info)
final class Image {
  private static final int BLOCK_SIZE = 4096;

  private final Kernel kernel;
  private final Requests requests;
  private final ErrorLog log;
  private final Blob primary;
  private final AddressSpace metadata;
  private final List<DeviceSlot> slots = new ArrayList<>();
  private final List<Blob> extra = new ArrayList<>();
  private DeviceTable devices = new DeviceTable(List.of(), 12);
  private @Nullable ErofsReader reader;

  Image(Kernel kernel, Blob primary) {
    this.kernel = kernel;
    this.primary = primary;
    this.requests =
        kernel.has(NetfsBehaviour.ONE_REQUEST_PER_WINDOW)
            ? new WindowRequests(kernel)
            : new SliceRequests(kernel);
    this.log = line -> kernel.log().error("erofs: " + primary.name() + ": " + line);
    // No size bounds the reads: an address is whatever the image says.
    this.metadata =
        new AddressSpace(
            kernel, "blob " + primary.name(), Long.MAX_VALUE, new MetadataOperations());
  }

  /// Kernel: fs/erofs/fscache.c (erofs_fscache_meta_aops)
  private final class MetadataOperations implements AddressSpaceOperations {
    @Override
    public void readFolio(@Nullable Object file, Folio folio) throws ErrnoException {
      DeviceTable.Location at = new DeviceTable.Location(0, folio.position());
      if (!kernel.has(NetfsBehaviour.METADATA_FROM_PRIMARY)) {
        at = locate(folio);
      }
      requests.readBlobPage(folio, blob(at.blob()), at.offset());
    }

    private DeviceTable.Location locate(Folio folio) throws ErrnoException {
      try {
        return devices.resolve(0, folio.position());
      } catch (ErrnoException e) {
        folio.unlock();
        throw e;
      }
    }

    @Override
    public void readahead(ReadaheadBatch batch) {
      throw new KernelBug("metadata is read page by page");
    }
  }

  /// Reads and checks the super block; waits for the blob to be opened.
  void readSuperBlock() throws ErrnoException {
    int known =
        kernel.has(NetfsBehaviour.EROFS_XATTR_PREFIXES)
            ? Features.INCOMPAT_ALL
            : Features.INCOMPAT_BEFORE_XATTR_PREFIXES;
    SuperBlock sb = SuperBlock.read(metadata(), known, log);
    reader = new ErofsReader(sb, metadata(), log);
  }

  /// Adds the next extra blob of the device table.
  void addDevice(DeviceSlot slot, Blob blob) {
    slots.add(slot);
    extra.add(blob);
    devices = new DeviceTable(slots, reader().superBlock().blockBits());
  }

  /// @throws ErrnoException `EINVAL` pages and blocks differ, which this mode cannot read
  void requireWholePageBlocks() throws ErrnoException {
    if (reader().superBlock().blockSize() != BLOCK_SIZE) {
      log.error(
          "blocks of %d bytes: over fscache they must have %d"
              .formatted(reader().superBlock().blockSize(), BLOCK_SIZE));
      throw Errno.EINVAL.exception();
    }
  }

  /// @throws ErrnoException `EINVAL` it is no directory, or what reading it gives
  DiskInode readRoot() throws ErrnoException {
    DiskInode root = reader().inode(reader().superBlock().rootNid());
    if (!root.isDirectory()) {
      log.error("the root inode is no directory");
      throw Errno.EINVAL.exception();
    }
    return root;
  }

  /// The pages of the primary blob.
  PageSource metadata() {
    return offset -> metadata.readPage(offset / PageSource.PAGE_SIZE);
  }

  void dropUnlockedPages() {
    metadata.dropUnlockedPages();
  }

  ErofsReader reader() {
    if (reader == null) {
      throw new KernelBug("the super block was not read");
    }
    return reader;
  }

  Requests requests() {
    return requests;
  }

  DeviceTable devices() {
    return devices;
  }

  ErrorLog log() {
    return log;
  }

  Blob primary() {
    return primary;
  }

  /// In the order of the device table.
  List<Blob> extraBlobs() {
    return extra;
  }

  Blob blob(int number) {
    return number == 0 ? primary : extra.get(number - 1);
  }
}
