package org.fscachesim.netfs.erofs.format;

/// Where the reason for a refusal goes, for people; the program gets the errno alone.
///
/// Kernel: fs/erofs/super.c (_erofs_err)
@FunctionalInterface
public interface ErrorLog {
  /// Forgets everything.
  ErrorLog NONE = line -> {};

  /// One sentence, without an end of line.
  void error(String line);
}
