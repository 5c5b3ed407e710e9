package org.fscachesim.scenario.run;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fscachesim.netfs.erofs.image.Blob;
import org.fscachesim.netfs.erofs.image.ErofsImage;
import org.fscachesim.scenario.BundledImages;

/// The images that the daemons of the tests serve: those that come with the program, and one whose
/// files are on a second device.
final class TestImages {
  /// The one with a second device.
  static final String MULTI = "multi.img";

  private static final String DEVICE = "blob1.img";
  private static final Path SOURCE = Path.of("../netfs-model/src/test/resources/images");
  private static final int DEVICE_BLOCKS = 276;
  private static final int BLOCK = 4096;

  private TestImages() {}

  /// Writes all of them, unless they are there.
  static Path write(Path directory) throws IOException {
    if (Files.exists(directory)) {
      return directory;
    }
    Files.createDirectories(directory);
    for (String name : BundledImages.names()) {
      Files.write(directory.resolve(name), BundledImages.bytes(name));
    }
    Files.copy(SOURCE.resolve(MULTI), directory.resolve(MULTI));
    Files.write(directory.resolve(DEVICE), device());
    return directory;
  }

  /// Block n is full of n.
  private static byte[] device() {
    byte[] device = new byte[DEVICE_BLOCKS * BLOCK];
    for (int block = 0; block < DEVICE_BLOCKS; block++) {
      Arrays.fill(device, block * BLOCK, (block + 1) * BLOCK, (byte) block);
    }
    return device;
  }

  static List<String> names() {
    return Stream.concat(BundledImages.names().stream(), Stream.of(MULTI)).toList();
  }

  /// What to mount one with.
  static String options(String image) {
    return "fsid=" + image + (image.equals(MULTI) ? ",device=" + DEVICE : "");
  }

  /// The files of an image, and the SHA-256 of each.
  static Map<String, String> files(String image) throws IOException {
    Map<String, String> out = new LinkedHashMap<>();
    if (!image.equals(MULTI)) {
      for (BundledImages.Entry entry : BundledImages.manifest()) {
        if (entry.image().equals(image)) {
          out.put(entry.path(), entry.sha256());
        }
      }
      return out;
    }
    ErofsImage opened =
        ErofsImage.open(Blob.of(Files.readAllBytes(SOURCE.resolve(MULTI))), Blob.of(device()));
    for (String path : List.of("/f1", "/f2", "/hole")) {
      var inode = opened.lookup(path);
      byte[] bytes = opened.read(inode, 0, Math.toIntExact(inode.size()));
      out.put(path, Hashing.sha256().hashBytes(bytes).toString());
    }
    return out;
  }
}
