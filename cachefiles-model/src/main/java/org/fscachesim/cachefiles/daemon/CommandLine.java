package org.fscachesim.cachefiles.daemon;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// One command as a daemon writes it to the device: a word, and whatever follows it.
///
/// ```
/// CommandLine = word [ white+ args ] [ "\n" ignored ]
/// ```
///
/// Each write() is one complete command; nothing is kept for the next one. The line is bytes, held
/// as chars below 256.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_write)
///
/// @param word up to the first white space, possibly empty
/// @param args behind all white space that follows the word; white space at its end is part of it
record CommandLine(String word, String args) {
  /// The longest command, in bytes: a page less the NUL that the kernel puts behind it.
  static final int MAX_LENGTH = 4095;

  /// Takes a command apart.
  ///
  /// @throws ErrnoException `EINVAL` for a NUL anywhere, or a line that begins with a newline;
  ///   `EOPNOTSUPP` for one that begins with other white space
  static CommandLine parse(byte[] data) throws ErrnoException {
    int end = data.length;
    for (int i = data.length - 1; i >= 0; i--) {
      if (data[i] == 0) {
        throw Errno.EINVAL.exception();
      }
      if (data[i] == '\n') {
        end = i;
      }
    }
    if (end == 0 && data.length > 0) {
      throw Errno.EINVAL.exception();
    }
    int wordEnd = 0;
    while (wordEnd < end && !isSpace(data[wordEnd])) {
      wordEnd++;
    }
    if (wordEnd == 0 && end > 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    int args = wordEnd;
    while (args < end && isSpace(data[args])) {
      args++;
    }
    return new CommandLine(text(data, 0, wordEnd), text(data, args, end));
  }

  private static String text(byte[] data, int from, int to) {
    return new String(data, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /// The kernel's isspace() knows Latin-1: a no-break space counts, so a line of UTF-8 can fall
  /// apart inside of a character.
  private static boolean isSpace(byte b) {
    int c = b & 0xff;
    return c >= 0x09 && c <= 0x0d || c == 0x20 || c == 0xa0;
  }
}
