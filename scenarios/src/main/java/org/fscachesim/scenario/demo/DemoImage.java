package org.fscachesim.scenario.demo;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.image.BadImageException;
import org.fscachesim.netfs.erofs.image.Blob;
import org.fscachesim.netfs.erofs.image.ErofsImage;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.daemon.ImageSource;

/// An image that the demo serves, and what its files must contain.
///
/// @param name the fsid, and the daemon's key
/// @param blob opens the image's bytes for the daemon
/// @param sha256 of each regular file, by absolute path in the image
/// @param links the target of each symbolic link, by absolute path in the image
record DemoImage(
    String name, BlobOpener blob, Map<String, String> sha256, Map<String, String> links) {
  /// Opens the bytes of an image.
  @FunctionalInterface
  interface BlobOpener {
    ImageSource.Blob open() throws IOException;
  }

  private static final int PIECE = 1 << 20;

  /// The images that come with the program, with the checksums of what mkfs.erofs was given.
  static List<DemoImage> bundled() {
    List<DemoImage> out = new ArrayList<>();
    for (String name : BundledImages.names()) {
      Map<String, String> sums = new LinkedHashMap<>();
      for (BundledImages.Entry entry : BundledImages.manifest()) {
        if (entry.image().equals(name)) {
          sums.put(entry.path(), entry.sha256());
        }
      }
      Map<String, String> links = new LinkedHashMap<>();
      for (BundledImages.Link link : BundledImages.links()) {
        if (link.image().equals(name)) {
          links.put(link.path(), link.target());
        }
      }
      byte[] bytes = BundledImages.bytes(name);
      out.add(new DemoImage(name, () -> new ArrayBlob(bytes), sums, links));
    }
    return out;
  }

  /// A user's image: the checksums come from reading it without any cache in between.
  ///
  /// @throws BadImageException for what is no plain EROFS image, in one line
  static DemoImage of(Path file) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    Map<String, String> links = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(file)) {
      ErofsImage image = ErofsImage.open(Blob.of(channel));
      image.verify();
      List<ErofsImage.Node> nodes = new ArrayList<>();
      image.walk(nodes::add);
      for (ErofsImage.Node node : nodes) {
        switch (node.inode().type()) {
          case REGULAR -> sums.put(node.path(), sha256(image, node.inode()));
          case SYMLINK -> links.put(node.path(), image.readLink(node.inode()));
          default -> {
            // Directories are walked; special files have no data.
          }
        }
      }
    }
    return new DemoImage(
        fsid(String.valueOf(file.getFileName())),
        () -> new ImageSource.FileBlob(file),
        sums,
        links);
  }

  /// A comma would end the mount option, and names in a kernel are bytes: what an fsid cannot hold
  /// becomes `_`.
  static String fsid(String fileName) {
    return fileName.replaceAll("[^!-+\\--~]", "_");
  }

  private static String sha256(ErofsImage image, DiskInode inode) throws IOException {
    var hasher = Hashing.sha256().newHasher();
    for (long at = 0; at < inode.size(); at += PIECE) {
      hasher.putBytes(image.read(inode, at, (int) Math.min(PIECE, inode.size() - at)));
    }
    return hasher.hash().toString();
  }

  private static final class ArrayBlob implements ImageSource.Blob {
    private final byte[] bytes;

    ArrayBlob(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      if (offset < bytes.length) {
        into.put(bytes, (int) offset, (int) Math.min(into.remaining(), bytes.length - offset));
      }
    }

    @Override
    public void close() {}
  }
}
