package org.fscachesim.scenario;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.jspecify.annotations.Nullable;

/// Prints the tree below a directory of a cache filesystem: names, modes, sizes, which extents hold
/// data, and the cachefiles attribute.
///
/// Two things are printed so that they compare between runs: empty fan-out directories are only
/// counted, and the time in a graveyard name reads `TTTTTTTT`. What is not printable ASCII in a
/// name, and the backslash, is printed as `\xHH`.
public final class CacheTree {
  private static final String XATTR = "user.CacheFiles.cache";
  private static final int XATTR_MAX = 65536;
  private static final Pattern FAN_OUT = Pattern.compile("@[0-9a-f]{2}");
  private static final Pattern GRAVE = Pattern.compile("[0-9a-f]{8}([0-9a-f]{8})");

  private final BackingStore store;
  private final List<String> lines = new ArrayList<>();

  private CacheTree(BackingStore store) {
    this.store = store;
  }

  /// The lines of the tree below `directory`, without the directory itself.
  public static List<String> lines(BackingStore store, Inode directory) throws ErrnoException {
    CacheTree tree = new CacheTree(store);
    tree.print(directory, "", false);
    return tree.lines;
  }

  private void print(Inode directory, String indent, boolean inGraveyard) throws ErrnoException {
    int emptyFanOuts = 0;
    for (DirEntry entry : store.list(directory)) {
      Inode inode = store.lookup(directory, entry.name());
      if (inode == null) {
        continue;
      }
      if (inode.isDirectory()
          && FAN_OUT.matcher(entry.name()).matches()
          && store.list(inode).isEmpty()) {
        emptyFanOuts++;
        continue;
      }
      String name = printable(entry.name());
      if (inGraveyard) {
        name = GRAVE.matcher(name).replaceFirst("TTTTTTTT$1");
      }
      lines.add(indent + line(name, inode));
      if (inode.isDirectory()) {
        print(inode, indent + "  ", entry.name().equals("graveyard"));
      }
    }
    if (emptyFanOuts > 0) {
      lines.add(indent + "(" + emptyFanOuts + " empty fan-out directories)");
    }
  }

  /// A name with everything but printable ASCII, and the backslash, as `\xHH`.
  public static String printable(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '\\') {
        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private String line(String name, Inode inode) throws ErrnoException {
    Stat stat = store.stat(inode);
    StringBuilder out = new StringBuilder(name);
    if (inode.isDirectory()) {
      out.append('/');
    }
    out.append(String.format(Locale.ROOT, " mode=%o", stat.mode() & 07777));
    if (inode.isRegular()) {
      out.append(" size=").append(stat.size()).append(" data=").append(extents(store, inode));
    }
    String xattr = xattr(store, inode, XATTR);
    if (xattr != null) {
      out.append(" xattr=").append(xattr);
    }
    return out.toString();
  }

  /// The extents that hold data, by SEEK_DATA and SEEK_HOLE: `0-4096,8192-12288`, or `none`.
  public static String extents(BackingStore store, Inode file) throws ErrnoException {
    List<String> out = new ArrayList<>();
    try (OpenFile open = store.open(file, false)) {
      long at = 0;
      while (true) {
        long data = open.seekData(at);
        long hole = open.seekHole(data);
        out.add(data + "-" + hole);
        at = hole;
      }
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENXIO) {
        throw e;
      }
    }
    return out.isEmpty() ? "none" : String.join(",", out);
  }

  /// An extended attribute in hexadecimal, or null when there is none.
  public static @Nullable String xattr(BackingStore store, Inode inode, String name)
      throws ErrnoException {
    try {
      return HexFormat.of().formatHex(store.getXattr(inode, name, XATTR_MAX));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENODATA || e.errno() == Errno.EOPNOTSUPP) {
        return null;
      }
      throw e;
    }
  }
}
