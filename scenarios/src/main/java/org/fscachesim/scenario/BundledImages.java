package org.fscachesim.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.netfs.erofs.image.Blob;
import org.fscachesim.netfs.erofs.image.ErofsImage;
import org.jspecify.annotations.Nullable;

/// The EROFS images that come with the program, made by mkfs.erofs, and what mkfs.erofs was given.
public final class BundledImages {
  private static final String DIRECTORY = "/images/";

  /// Images that were asked for before: an exploration asks in every one of its runs.
  private static final Map<String, byte[]> LOADED = new ConcurrentHashMap<>();

  /// A regular file inside of an image.
  ///
  /// @param path absolute, in the image
  /// @param size bytes
  /// @param sha256 lower-case hexadecimal
  public record Entry(String image, long size, String sha256, String path) {}

  private BundledImages() {}

  /// The names of the images.
  public static List<String> names() {
    return manifest().stream().map(Entry::image).distinct().toList();
  }

  /// The bytes of an image.
  ///
  /// @throws IllegalArgumentException when there is none of that name
  public static byte[] bytes(String image) {
    return loaded(image).clone();
  }

  private static byte[] loaded(String image) {
    return LOADED.computeIfAbsent(image, BundledImages::load);
  }

  private static byte[] load(String image) {
    try (InputStream in = BundledImages.class.getResourceAsStream(DIRECTORY + image)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no bundled image is called " + image + ": there are " + names());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the bundled image " + image, e);
    }
  }

  /// The contents of one regular file of an image, read without any simulation.
  public static byte[] file(String image, String path) {
    try {
      ErofsImage opened = ErofsImage.open(Blob.of(loaded(image)));
      var inode = opened.lookup(path);
      return opened.read(inode, 0, Math.toIntExact(inode.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " of the bundled image " + image, e);
    }
  }

  /// A symbolic link inside of an image.
  ///
  /// @param path absolute, in the image
  public record Link(String image, String target, String path) {}

  /// The symbolic links of all images.
  public static List<Link> links() {
    return lines().stream()
        .filter(f -> f[1].equals("->"))
        .map(f -> new Link(f[0], f[2], f[3]))
        .toList();
  }

  /// The regular files of all images.
  public static List<Entry> manifest() {
    return lines().stream()
        .filter(f -> !f[1].equals("->"))
        .map(f -> new Entry(f[0], Long.parseLong(f[1]), f[2], f[3]))
        .toList();
  }

  private static List<String[]> lines() {
    List<String[]> out = new ArrayList<>();
    try (InputStream in = BundledImages.class.getResourceAsStream(DIRECTORY + "manifest.tsv")) {
      if (in == null) {
        throw new IllegalStateException("the manifest of the bundled images is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split("\t", 4);
        if (!line.startsWith("#") && fields.length == 4) {
          out.add(fields);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the manifest of the bundled images", e);
    }
    return out;
  }
}
