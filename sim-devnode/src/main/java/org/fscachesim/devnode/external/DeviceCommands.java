package org.fscachesim.devnode.external;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// Commands that the daemon writes to the device: each about the directories of the host as the
/// writer sees them.
final class DeviceCommands {
  /// Longer ones are refused unread.
  private static final int MAX_LENGTH = 4095;

  private static final Pattern DIR =
      Pattern.compile("dir[\\x09-\\x0d \\xa0]+([^\\n]+).*", Pattern.DOTALL);
  private static final Pattern BIND =
      Pattern.compile("bind([\\x09-\\x0d \\xa0\\n].*)?", Pattern.DOTALL);

  private final UserProcess process;
  private final HostDirectories directories;

  DeviceCommands(UserProcess process, HostDirectories directories) {
    this.process = process;
    this.directories = directories;
  }

  /// write(2) of one command.
  ///
  /// @param workingDirectory the writer's, on the host; null when it cannot be told
  int write(KernelFile file, OpenDevice device, UserBuffer from, @Nullable String workingDirectory)
      throws ErrnoException {
    if (from.length() > MAX_LENGTH) {
      return file.write(from);
    }
    // Read once: what is looked at here is what the kernel gets.
    ByteBuffer memory = from.copyIn();
    byte[] bytes = new byte[memory.remaining()];
    memory.get(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    directories.enter(process, workingDirectory);
    if (BIND.matcher(text).matches()) {
      prepare(device.directory(), workingDirectory);
    }
    int written = file.write(UserBuffer.of(bytes));
    Matcher dir = DIR.matcher(text);
    if (dir.matches()) {
      device.setDirectory(dir.group(1));
    }
    return written;
  }

  private void prepare(@Nullable String directory, @Nullable String workingDirectory)
      throws ErrnoException {
    if (directory == null) {
      return;
    }
    try {
      Path here = Path.of(workingDirectory == null ? "/" : workingDirectory);
      Path path = here.resolve(HostDirectories.hostName(directory));
      directories.prepare(process.kernel(), path);
      if (!directory.startsWith("/") && workingDirectory != null) {
        process.chdir(HostDirectories.kernelName(here));
      }
    } catch (InvalidPathException e) {
      // The host has nothing of that name; the simulated kernel will say so.
    }
  }
}
