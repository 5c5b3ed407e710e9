package org.fscachesim.scenario.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Header;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// The 9p server that a script mounts: a directory that the host of this virtual machine exports.
/// What identifies its files is an input of the transcript, and looked up before.
final class NinepExport {
  /// Where the kernel shows the tags of the exports.
  static final Path CHANNELS = Path.of("/sys/bus/virtio/drivers/9pnet_virtio");

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private NinepExport() {}

  /// What a script mounts of type 9p.
  static Set<String> tags(Transcript script) {
    Set<String> tags = new LinkedHashSet<>();
    for (TranscriptStep step : script.steps()) {
      if (step.step() instanceof ActorStep(_, _, Operation.Mount(String type, String source, _, _))
          && type.equals("9p")) {
        tags.add(source);
      }
    }
    return tags;
  }

  /// Whether this machine has an export of that tag.
  ///
  /// @param channels as [#CHANNELS]
  static boolean exists(Path channels, String tag) {
    if (!Files.isDirectory(channels)) {
      return false;
    }
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(channels, "virtio*")) {
      for (Path device : devices) {
        Path file = device.resolve("mount_tag");
        // The tag ends with a NUL.
        if (Files.isReadable(file)
            && Files.readString(file, StandardCharsets.ISO_8859_1)
                .split("[\0\n]", -1)[0]
                .equals(tag)) {
          return true;
        }
      }
      return false;
    } catch (IOException _) {
      return false;
    }
  }

  /// The script with the files of this machine's server in its header.
  ///
  /// @param point an empty directory, to mount the export on for a moment
  /// @throws UnsupportedStep when there is no such export, or its files are others
  static Transcript identify(Transcript script, Path point) {
    for (String tag : tags(script)) {
      if (!exists(CHANNELS, tag)) {
        throw new UnsupportedStep(
            "it mounts 9p, and this machine has no export with the mount tag '"
                + tag
                + "': record in a virtual machine that has one, with the files of the transcript's"
                + " #! server-file lines");
      }
    }
    if (script.header().serverFiles().isEmpty()) {
      return script;
    }
    String tag = tags(script).stream().findFirst().orElse("host");
    try {
      HostMounts.mount("9p", tag, point.toString(), "trans=virtio,version=9p2000.L");
      try {
        return identified(script, point);
      } finally {
        HostMounts.umount(point.toString());
      }
    } catch (ErrnoException e) {
      throw new UnsupportedStep(
          "the 9p export '" + tag + "' cannot be looked at: " + e.getMessage());
    }
  }

  /// The script with the files of a mounted server in its header.
  ///
  /// @throws UnsupportedStep when the files are others than the script asks for
  static Transcript identified(Transcript script, Path mounted) {
    List<ServerFile> files = new ArrayList<>();
    for (ServerFile asked : script.header().serverFiles()) {
      files.add(identified(asked, mounted));
    }
    Header h = script.header();
    Header header = new Header(h.kernel(), h.cacheFs(), h.diskMebibytes(), files, h.about());
    return new Transcript(script.file(), header, script.steps());
  }

  private static ServerFile identified(ServerFile asked, Path mounted) {
    HostStat stat;
    try {
      stat = LibC.stat(mounted.resolve(asked.name()).toString());
    } catch (ErrnoException e) {
      throw new UnsupportedStep("the server's file " + asked.name() + ": " + e.getMessage());
    }
    if (stat.size() != asked.size()) {
      throw new UnsupportedStep(
          "the server's file %s has %d bytes, and the script wants %d"
              .formatted(asked.name(), stat.size(), asked.size()));
    }
    return ServerFile.seen(
            asked.name(),
            stat.ino(),
            Math.floorDiv(stat.mtimeNanos(), NANOS_PER_SECOND),
            stat.size())
        .orElseThrow(
            () ->
                new UnsupportedStep(
                    "the server's file %s has the inode number %d, which is not what QEMU makes of"
                            .formatted(asked.name(), stat.ino())
                        + " one exported directory: export one, on one filesystem"));
  }
}
