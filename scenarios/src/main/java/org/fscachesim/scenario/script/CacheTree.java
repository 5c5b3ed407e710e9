package org.fscachesim.scenario.script;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Stat;
import org.jspecify.annotations.Nullable;

/// Prints the tree below a directory of a cache filesystem: names, modes, sizes, which extents hold
/// data, and the cachefiles attribute.
///
/// Two things are printed so that they compare between runs: empty fan-out directories are only
/// counted, and the time in a graveyard name reads `TTTTTTTT`. What is not printable ASCII in a
/// name, and the backslash, is printed as `\xHH`. What goes away meanwhile is left out.
public final class CacheTree {
  /// The extended attribute that says what a file of a cache is.
  ///
  /// Kernel: fs/cachefiles/xattr.c
  static final String XATTR = "user.CacheFiles.cache";

  private static final Pattern FAN_OUT = Pattern.compile("@[0-9a-f]{2}");
  private static final Pattern GRAVE = Pattern.compile("[0-9a-f]{8}([0-9a-f]{8})");

  private final List<String> lines = new ArrayList<>();

  private CacheTree() {}

  /// The lines of the tree below `directory`, without the directory itself.
  ///
  /// @throws ErrnoException ENOTDIR when it is none
  public static List<String> lines(FileNode directory) throws ErrnoException {
    CacheTree tree = new CacheTree();
    tree.print(directory, "", false);
    return tree.lines;
  }

  private void print(FileNode directory, String indent, boolean inGraveyard) throws ErrnoException {
    int emptyFanOuts = 0;
    for (String bytes : directory.names()) {
      FileNode node = directory.child(bytes);
      if (node == null) {
        continue;
      }
      int before = lines.size();
      try {
        boolean isDirectory = node.type() == FileType.DIRECTORY;
        if (isDirectory && FAN_OUT.matcher(bytes).matches() && node.names().isEmpty()) {
          emptyFanOuts++;
          continue;
        }
        String name = printable(bytes);
        if (inGraveyard) {
          name = GRAVE.matcher(name).replaceFirst("TTTTTTTT$1");
        }
        lines.add(indent + line(name, node));
        if (isDirectory) {
          print(node, indent + "  ", bytes.equals("graveyard"));
        }
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESTALE) {
          throw e;
        }
        // The cache goes on living: what goes away between two looks at it was not there.
        lines.subList(before, lines.size()).clear();
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

  private static String line(String name, FileNode node) throws ErrnoException {
    Stat stat = node.stat();
    StringBuilder out = new StringBuilder(name);
    if (node.type() == FileType.DIRECTORY) {
      out.append('/');
    }
    out.append(String.format(Locale.ROOT, " mode=%o", stat.mode() & 07777));
    if (node.type() == FileType.REGULAR) {
      out.append(" size=").append(stat.size()).append(" data=").append(extents(node));
    }
    String xattr = xattr(node);
    if (xattr != null) {
      out.append(" xattr=").append(xattr);
    }
    return out.toString();
  }

  /// The extents that hold data, by SEEK_DATA and SEEK_HOLE: `0-4096,8192-12288`, or `none`.
  public static String extents(FileNode file) throws ErrnoException {
    List<String> out = new ArrayList<>();
    try (FileNode.Contents open = file.open(false)) {
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

  private static @Nullable String xattr(FileNode node) throws ErrnoException {
    try {
      return HexFormat.of().formatHex(node.xattr(XATTR));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENODATA || e.errno() == Errno.EOPNOTSUPP) {
        return null;
      }
      throw e;
    }
  }
}
