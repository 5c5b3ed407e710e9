package org.fscachesim.scenario.transcript;

import java.util.List;

/// What a transcript says about where it was recorded.
///
/// @param kernel the release of the kernel; empty in a script, which nobody has recorded
/// @param cacheFs the filesystem below the cache
/// @param diskMebibytes size of the disk of the cache filesystem
/// @param serverFiles what the network server holds
/// @param about what the case is about; lines joined by a line feed
public record Header(
    String kernel, String cacheFs, int diskMebibytes, List<ServerFile> serverFiles, String about) {
  /// Size of the disk unless the transcript says otherwise, in MiB.
  public static final int DISK_MEBIBYTES = 64;

  public Header {
    serverFiles = List.copyOf(serverFiles);
  }

  /// Whether a kernel is named that the steps were recorded on.
  public boolean isRecorded() {
    return !kernel.isEmpty();
  }
}
