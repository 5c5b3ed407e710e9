package org.fscachesim.netfs.ninep;

import com.google.common.base.Splitter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.jspecify.annotations.Nullable;

/// The options of mount(2) that 9p knows.
///
/// @param msize bytes of the largest message
/// @param cache what is kept
/// @param aname what the server is asked for
/// @param cacheTag what names the volume in place of `aname`
/// @param directIo files are read and written without the page cache
/// @param ignoreQidVersion a file of version 0 is cached all the same
record Options(
    int msize,
    Set<CacheMode> cache,
    String aname,
    @Nullable String cacheTag,
    boolean directIo,
    boolean ignoreQidVersion) {
  private static final int DEFAULT_MSIZE = 128 * 1024;
  private static final int SMALLEST_MSIZE = 4096;
  // What fits into a ring of 128 entries, less three.
  private static final int LARGEST_MSIZE = 125 * 4096;

  // What a message has beside the data.
  private static final int HEADER = 24;

  private static final List<String> VERSIONS = List.of("9p2000.L", "9p2000.u");
  private static final List<String> ACCESS = List.of("user", "any", "client");
  private static final List<String> NUMBERS =
      List.of("dfltuid", "dfltgid", "afid", "locktimeout", "debug");

  /// Bytes of data in the largest message.
  ///
  /// Kernel: fs/9p/v9fs.c (v9fs_session_init), include/net/9p/9p.h (P9_IOHDRSZ)
  int maxData() {
    return msize - HEADER;
  }

  boolean has(CacheMode mode) {
    return cache.contains(mode);
  }

  /// Parses the comma-separated string of mount(2). The last of several equal options wins; options
  /// that nobody knows are skipped, as everywhere in 9p.
  ///
  /// @throws ErrnoException `EINVAL` for a value that is no good, which the log names; `EREMOTEIO`
  ///   for a protocol that the server does not speak
  ///
  ///   Kernel: net/9p/client.c (parse_opts), fs/9p/v9fs.c (v9fs_parse_options)
  static Options parse(Kernel kernel, String options) throws ErrnoException {
    Parser parser = new Parser(kernel);
    for (String option : Splitter.on(',').omitEmptyStrings().split(options)) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        parser.flag(option);
      } else {
        parser.value(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return new Options(
        Math.min(parser.msize, LARGEST_MSIZE),
        parser.cache,
        parser.aname,
        parser.cacheTag,
        parser.directIo,
        parser.ignoreQidVersion);
  }

  /// A number as the kernel reads it: decimal, `0x` hexadecimal, `0` octal.
  static int decode(String value) {
    if (value.startsWith("-") || value.startsWith("#")) {
      throw new NumberFormatException(value);
    }
    return Integer.decode(value);
  }

  private static final class Parser {
    private final Kernel kernel;
    private int msize = DEFAULT_MSIZE;
    private Set<CacheMode> cache = EnumSet.noneOf(CacheMode.class);
    private String aname = "/";
    private @Nullable String cacheTag;
    private boolean directIo;
    private boolean ignoreQidVersion;

    Parser(Kernel kernel) {
      this.kernel = kernel;
    }

    void flag(String name) {
      if (kernel.has(NetfsBehaviour.NINEP_CACHE_BITS)) {
        switch (name) {
          case "directio" -> directIo = true;
          case "ignoreqv" -> ignoreQidVersion = true;
          default -> {}
        }
      }
    }

    void value(String name, String value) throws ErrnoException {
      switch (name) {
        case "msize" -> {
          msize = number(name, value);
          if (msize < SMALLEST_MSIZE) {
            throw refuse("msize should be at least 4k, not " + value);
          }
        }
        case "trans" -> {
          if (!value.equals("virtio")) {
            throw refuse("Could not find request transport: " + value);
          }
        }
        case "version" -> version(value);
        case "cache" -> {
          Set<CacheMode> mode = CacheMode.parse(kernel, value);
          if (mode == null) {
            throw refuse("Unknown Cache mode or invalid value " + value);
          }
          cache = mode;
        }
        case "cachetag" -> {
          if (value.isEmpty()) {
            throw refuse("mount option cachetag wants a name");
          }
          cacheTag = value;
        }
        case "aname" -> aname = value;
        case "access" -> {
          if (!ACCESS.contains(value)) {
            number(name, value);
          }
        }
        default -> {
          if (NUMBERS.contains(name)) {
            number(name, value);
          }
        }
      }
    }

    private void version(String value) throws ErrnoException {
      if (value.equals("9p2000")) {
        kernel.log().error("9pnet: server returned an unknown version: unknown");
        throw Errno.EREMOTEIO.exception();
      }
      if (!VERSIONS.contains(value)) {
        throw refuse("Unknown protocol version " + value);
      }
    }

    private int number(String name, String value) throws ErrnoException {
      try {
        return decode(value);
      } catch (NumberFormatException e) {
        throw refuse("mount option " + name + " wants a number, not " + value);
      }
    }

    private ErrnoException refuse(String why) {
      kernel.log().error("9p: " + why);
      return Errno.EINVAL.exception();
    }
  }
}
