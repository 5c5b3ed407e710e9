package org.fscachesim.scenario.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Content;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.ServeSource;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.Step;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// The files that a transcript takes for granted: images, which the recorded machine had below
/// `/img`, and the files of its network server.
///
/// @param images a directory of the host for `/img`
/// @param server a directory of the host with the server's files
public record GuestFiles(Path images, Path server) {
  private static final String PREFIX = "/img/";
  private static final int CHUNK = 1 << 20;

  /// The directories `images` and `server` beside the directory that `transcript` is in.
  public static GuestFiles beside(Path transcript) {
    Path directory =
        Optional.ofNullable(transcript.toAbsolutePath().normalize().getParent()).orElseThrow();
    Path above = Optional.ofNullable(directory.getParent()).orElse(directory);
    return new GuestFiles(above.resolve("images"), above.resolve("server"));
  }

  /// Whether a path of the recorded machine leads to an image.
  public static boolean isGuestPath(String path) {
    return path.startsWith(PREFIX) || path.equals("/img");
  }

  /// What the transcript needs and the host does not have; empty when it can be played.
  public List<String> missing(Transcript transcript) {
    List<String> missing = new ArrayList<>(missingImages(transcript));
    for (ServerFile file : transcript.header().serverFiles()) {
      if (!Files.isRegularFile(server.resolve(file.name()))) {
        add(
            missing,
            "server file "
                + file.name()
                + ": looked for it in "
                + server
                + " (--server says where)");
      }
    }
    return missing;
  }

  /// The images that the transcript needs and the host does not have.
  public List<String> missingImages(Transcript transcript) {
    List<String> missing = new ArrayList<>();
    for (TranscriptStep step : transcript.steps()) {
      for (String path : guestPaths(step.step())) {
        if (resolve(path).filter(Files::exists).isEmpty()) {
          add(missing, path + ": looked for it in " + images + " (--images says where)");
        }
      }
    }
    return missing;
  }

  private static void add(List<String> lines, String line) {
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  private static List<String> guestPaths(Step step) {
    if (step instanceof ActorStep(_, _, Operation operation)) {
      if (operation instanceof Operation.Fill(_, _, String image)) {
        return List.of(image);
      }
      if (operation instanceof Operation.Pwrite(_, _, _, Content.Image(String image))) {
        return List.of(image);
      }
      if (operation instanceof Operation.Serve(_, ServeSource source, _, _)) {
        return switch (source) {
          // In other directories the recorded machine had no images; a daemon may look there, too.
          case ServeSource.Directory(String path) -> isGuestPath(path) ? List.of(path) : List.of();
          case ServeSource.Image(String file) -> List.of(file);
        };
      }
    }
    return List.of();
  }

  /// The host's path for a path of the recorded machine, if that is one of images.
  public Optional<Path> resolve(String path) {
    if (path.equals("/img")) {
      return Optional.of(images);
    }
    if (!path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      Path host = images.resolve(path.substring(PREFIX.length())).normalize();
      return host.startsWith(images.normalize()) ? Optional.of(host) : Optional.empty();
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// A piece of an image; what lies behind its end is zeros.
  ///
  /// @throws UnsupportedStep when there is no such image
  public ByteBuffer read(String path, long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    try (FileChannel channel = FileChannel.open(existing(path), StandardOpenOption.READ)) {
      long at = offset;
      int got = 0;
      while (bytes.hasRemaining() && got >= 0 && at >= 0) {
        got = channel.read(bytes, at);
        at += got;
      }
      return bytes.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }

  /// The bytes of a file of the network server.
  ///
  /// @throws UnsupportedStep when the host's file is another one
  public byte[] serverFile(ServerFile file) {
    Path host = server.resolve(file.name());
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(host);
    } catch (IOException e) {
      throw new UnsupportedStep(host + " cannot be read: " + e);
    }
    if (bytes.length != file.size()) {
      throw new UnsupportedStep(
          "%s has %d bytes, the transcript says %d: give the directory of the recorded server"
              .formatted(host, bytes.length, file.size()));
    }
    return bytes;
  }

  /// The size of an image in bytes, or nothing when there is none.
  public Optional<Long> size(String path) {
    return resolve(path)
        .filter(Files::isRegularFile)
        .map(
            file -> {
              try {
                return Files.size(file);
              } catch (IOException e) {
                throw new UncheckedIOException("asking for the size of " + path, e);
              }
            });
  }

  /// Size and checksum of an image, as `crc` prints them.
  public String crc(String path) {
    long size = size(path).orElseThrow(() -> noSuchImage(path));
    Checksum sum = new Checksum();
    for (long at = 0; at < size; at += CHUNK) {
      sum.add(read(path, at, (int) Math.min(CHUNK, size - at)));
    }
    return sum.toString();
  }

  private Path existing(String path) {
    return resolve(path).filter(Files::isRegularFile).orElseThrow(() -> noSuchImage(path));
  }

  private UnsupportedStep noSuchImage(String path) {
    return new UnsupportedStep(path + " is no image in " + images);
  }
}
