package org.fscachesim.scenario.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.run.Reference.ImageFile;

/// What a mounted filesystem ought to hold.
sealed interface Contents extends AutoCloseable {
  /// The sizes of all regular files, by their paths from the root, with a slash in front.
  NavigableMap<String, Long> files() throws ErrnoException, IOException;

  /// A range of one of them; less where the file ends.
  ByteBuffer read(String path, long offset, int length) throws ErrnoException, IOException;

  @Override
  void close() throws IOException;

  /// Fills a buffer as far as the source has something.
  ///
  /// @return the buffer, for reading
  static <E extends Exception> ByteBuffer fill(int length, Source<E> source) throws E {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = 1;
    while (bytes.hasRemaining() && got > 0) {
      got = source.read(bytes.position(), bytes);
    }
    return bytes.flip();
  }

  /// Something to be read from.
  @FunctionalInterface
  interface Source<E extends Exception> {
    /// @param done how much was read before
    /// @return how much is read now; nothing at the end
    int read(int done, ByteBuffer into) throws E;
  }

  /// A directory of this machine.
  record Directory(Path root) implements Contents {
    @Override
    public NavigableMap<String, Long> files() throws IOException {
      NavigableMap<String, Long> out = new TreeMap<>();
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : (Iterable<Path>) all::iterator) {
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] name = root.relativize(file).toString().getBytes(StandardCharsets.UTF_8);
            out.put("/" + new String(name, StandardCharsets.ISO_8859_1), Files.size(file));
          }
        }
      }
      return out;
    }

    @Override
    public ByteBuffer read(String path, long offset, int length) throws IOException {
      byte[] name = path.substring(1).getBytes(StandardCharsets.ISO_8859_1);
      try (FileChannel file =
          FileChannel.open(root.resolve(new String(name, StandardCharsets.UTF_8)))) {
        return fill(length, (done, into) -> file.read(into, offset + done));
      }
    }

    @Override
    public void close() {
      // Nothing is kept open.
    }
  }

  /// An image, as a simulated kernel of its own reads it.
  record Image(Reference reference, String name, String options) implements Contents {
    /// @param options of the mount beside `fsid`
    static Image open(KernelConfig config, Path image, String options)
        throws ErrnoException, IOException {
      // That of a regular file is never null.
      Path directory = Objects.requireNonNull(image.toAbsolutePath().getParent());
      long bytes = 0;
      try (Stream<Path> beside = Files.list(directory)) {
        for (Path file : (Iterable<Path>) beside.filter(Files::isRegularFile)::iterator) {
          bytes += Files.size(file);
        }
      }
      return new Image(
          new Reference(config, directory, bytes), image.getFileName().toString(), options);
    }

    @Override
    public NavigableMap<String, Long> files() throws ErrnoException {
      NavigableMap<String, Long> out = new TreeMap<>();
      reference.mount(name, options).forEach(file -> out.put(file.path(), file.size()));
      return out;
    }

    @Override
    public ByteBuffer read(String path, long offset, int length) throws ErrnoException {
      return reference.read(new ImageFile(name, path, 0), offset, length);
    }

    @Override
    public void close() throws IOException {
      reference.close();
    }
  }
}
