package org.fscachesim.kernel.vfs;

/// Where a path leads to.
sealed interface Place permits Location, ClientPath {
  /// The path from the root, without symbolic links, `.` and `..`.
  String absolute();

  /// The path of something in a directory.
  static String child(String directory, String name) {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }

  /// The path of the directory that something lies in; the root lies in itself.
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
