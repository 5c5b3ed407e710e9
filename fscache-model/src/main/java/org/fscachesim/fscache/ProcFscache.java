package org.fscachesim.fscache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// The text of the files under `/proc/fs/fscache`.
///
/// Kernel: fs/fscache/proc.c, and the seq_file parts of cache.c, volume.c, cookie.c and stats.c
public final class ProcFscache {
  private static final String CACHES_HEADER =
      "CACHE    REF   VOLS  OBJS  ACCES S NAME\n"
          + "======== ===== ===== ===== ===== = ===============\n";
  private static final String VOLUMES_HEADER =
      "VOLUME   REF   nCOOK ACC FL CACHE           KEY\n"
          + "======== ===== ===== === == =============== ================\n";
  private static final String COOKIES_HEADER =
      "COOKIE   VOLUME   REF ACT ACC S FL DEF             \n"
          + "======== ======== === === === = == ================\n";
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final Fscache fscache;
  private final List<Supplier<String>> netfsStats = new ArrayList<>();

  ProcFscache(Fscache fscache) {
    this.fscache = fscache;
  }

  /// The directory that holds the files. Where it is `/proc/fs/netfs`, `/proc/fs/fscache` is a
  /// symbolic link to it.
  public String directory() {
    return fscache.isMergedIntoNetfs() ? "/proc/fs/netfs" : "/proc/fs/fscache";
  }

  /// The names of the files, all of mode 0444.
  public List<String> names() {
    return List.of("caches", "cookies", "stats", "volumes");
  }

  /// The text of a file by name, or empty when there is none of that name.
  public Optional<String> read(String name) {
    return switch (name) {
      case "caches" -> Optional.of(caches());
      case "volumes" -> Optional.of(volumes());
      case "cookies" -> Optional.of(cookies());
      case "stats" -> Optional.of(stats());
      default -> Optional.empty();
    };
  }

  /// Has lines of the netfs library shown in [#stats]: after those of fscache, or before them where
  /// fscache is a part of netfs.
  ///
  /// @param lines gives whole lines, each with its line end
  public void addNetfsStats(Supplier<String> lines) {
    netfsStats.add(lines);
  }

  /// One line for each cache, oldest first.
  public String caches() {
    StringBuilder out = new StringBuilder(CACHES_HEADER);
    try (Held _ = fscache.addRemove().holdRead()) {
      for (Links.Link<Cache> l = fscache.caches().list().first(); l != null; l = l.next()) {
        Cache c = l.item;
        hex8(out, c.debugId());
        number(out.append(' '), c.ref.peek(), 5);
        number(out.append(' '), c.volumeCount(), 5);
        number(out.append(' '), c.objectCount(), 5);
        number(out.append(' '), c.accesses.peek(), 5);
        out.append(' ').append(c.peekState().letter());
        out.append(' ').append(nameOf(c)).append('\n');
      }
    }
    return out.toString();
  }

  /// One line for each volume, oldest first.
  public String volumes() {
    StringBuilder out = new StringBuilder(VOLUMES_HEADER);
    try (Held _ = fscache.addRemove().holdRead()) {
      for (Links.Link<Volume> l = fscache.volumes().list().first(); l != null; l = l.next()) {
        Volume v = l.item;
        hex8(out, v.debugId());
        number(out.append(' '), v.ref.peek(), 5);
        number(out.append(' '), v.cookies.peek(), 5);
        number(out.append(' '), v.accesses.peek(), 3);
        out.append(' ');
        hexFlags(out, v.flags.peek());
        String name = nameOf(v.cache());
        out.append(' ').append(name, 0, Math.min(15, name.length()));
        out.repeat(' ', 15 - Math.min(15, name.length()));
        out.append(' ').append(v.key()).append('\n');
      }
    }
    return out.toString();
  }

  /// One line for each cookie, oldest first.
  public String cookies() {
    StringBuilder out = new StringBuilder(COOKIES_HEADER);
    try (Held _ = fscache.cookies().listLock().hold()) {
      for (Links.Link<Cookie> l = fscache.cookies().list().first(); l != null; l = l.next()) {
        Cookie c = l.item;
        hex8(out, c.debugId());
        hex8(out.append(' '), c.volume().debugId());
        number(out.append(' '), c.ref.peek(), 3);
        number(out.append(' '), c.active.peek(), 3);
        number(out.append(' '), c.accesses.peek(), 3);
        out.append(' ').append(c.peekState().letter()).append(' ');
        hexFlags(out, c.flags.peek());
        out.append(' ').append(hex(c.key()));
        byte[] aux = c.aux();
        if (aux.length > 0) {
          out.append(", ");
          for (byte b : aux) {
            out.append(HEX[b >> 4 & 0xf]).append(HEX[b & 0xf]);
          }
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  /// The statistics.
  public String stats() {
    StringBuilder out = new StringBuilder();
    boolean merged = fscache.isMergedIntoNetfs();
    if (merged) {
      netfsStats.forEach(s -> out.append(s.get()));
    }
    out.append(merged ? "-- FS-Cache statistics --\n" : "FS-Cache statistics\n");
    fscache
        .stats()
        .show(
            out,
            fscache.lru().ticksLeft(),
            fscache.kernel().has(FscacheBehaviour.COUNTS_DIO_MISFITS));
    if (!merged) {
      netfsStats.forEach(s -> out.append(s.get()));
    }
    return out.toString();
  }

  private static String nameOf(Cache cache) {
    @Nullable String name = cache.name();
    return name == null ? "-" : name;
  }

  private static void hex8(StringBuilder out, int value) {
    for (int shift = 28; shift >= 0; shift -= 4) {
      out.append(HEX[value >> shift & 0xf]);
    }
  }

  private static void hexFlags(StringBuilder out, long flags) {
    if (flags < 0x10) {
      out.append('0');
    }
    out.append(Long.toHexString(flags));
  }

  private static void number(StringBuilder out, long value, int width) {
    String digits = Long.toString(value);
    out.repeat(' ', Math.max(0, width - digits.length())).append(digits);
  }

  /// The bytes of a key in hexadecimal.
  static String hex(String bytes) {
    StringBuilder out = new StringBuilder(bytes.length() * 2);
    for (int i = 0; i < bytes.length(); i++) {
      out.append(HEX[bytes.charAt(i) >> 4 & 0xf]).append(HEX[bytes.charAt(i) & 0xf]);
    }
    return out.toString();
  }
}
