package org.fscachesim.scenario.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Where a daemon takes its data from: blobs by cookie key.
public interface ImageSource {
  /// One blob.
  interface Blob extends AutoCloseable {
    /// Bytes.
    long size() throws IOException;

    /// Fills `into` from `offset`; what lies behind the end of the blob is left as it is.
    void read(long offset, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Opens the blob of that key, or null when there is none.
  @Nullable Blob open(String cookieKey) throws IOException;

  /// The files of a directory, by name.
  static ImageSource directory(Path directory) {
    return key -> {
      Path file = directory.resolve(key).normalize();
      return file.startsWith(directory) && Files.isRegularFile(file) ? new FileBlob(file) : null;
    };
  }

  /// One file, whatever the key.
  static ImageSource file(Path file) {
    return _ -> Files.isRegularFile(file) ? new FileBlob(file) : null;
  }

  /// A file as a blob.
  final class FileBlob implements Blob {
    private final FileChannel channel;

    public FileBlob(Path file) throws IOException {
      this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      long at = offset;
      while (into.hasRemaining()) {
        int got = channel.read(into, at);
        if (got < 0) {
          return;
        }
        at += got;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
