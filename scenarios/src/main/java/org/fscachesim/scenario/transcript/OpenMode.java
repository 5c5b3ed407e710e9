package org.fscachesim.scenario.transcript;

/// How `open` opens a device.
public enum OpenMode {
  /// O_RDWR: nothing is written in the transcript.
  READ_WRITE(""),
  /// O_RDONLY.
  READ_ONLY("ro"),
  /// O_WRONLY.
  WRITE_ONLY("wo"),
  /// O_RDWR and O_NONBLOCK.
  NONBLOCKING("nonblock");

  private final String word;

  OpenMode(String word) {
    this.word = word;
  }

  /// As it is written in a transcript; empty for the default.
  public String word() {
    return word;
  }
}
