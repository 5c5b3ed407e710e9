package org.fscachesim.kernel.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/// A fresh store for each test, with blocks of 4096 bytes, and what tests of stores need.
public abstract class StoreFixture {
  static final String XATTR = "user.CacheFiles.cache";
  static final int BLOCK = 4096;

  private @Nullable BackingStore made;
  BackingStore store;
  Inode root;

  /// An empty store, fresh for each test.
  protected abstract BackingStore newStore() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    made = newStore();
    store = made;
    root = store.root();
  }

  @AfterEach
  void closeStore() {
    // None when the test was skipped while making it.
    if (made != null) {
      made.close();
    }
  }

  OpenFile newFile(boolean direct) throws ErrnoException {
    return store.open(store.create(root, "new-file", 0600), direct);
  }

  List<String> names(Inode dir) throws ErrnoException {
    return store.list(dir).stream().map(DirEntry::name).toList();
  }

  void assertContents(String expected, Inode file) throws ErrnoException {
    try (OpenFile open = store.open(file, false)) {
      assertEquals(expected, contents(open));
    }
  }

  static String contents(OpenFile open) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate((int) open.size() + 1);
    open.read(0, into);
    return new String(into.array(), 0, into.position(), ISO_8859_1);
  }

  /// Where the data lies, and the size.
  static String map(OpenFile open) throws ErrnoException {
    StringBuilder text = new StringBuilder("data");
    long at = 0;
    while (true) {
      try {
        at = open.seekData(at);
      } catch (ErrnoException e) {
        assertEquals(Errno.ENXIO, e.errno());
        return text.append(", size ").append(open.size()).toString();
      }
      long end = open.seekHole(at);
      text.append(' ').append(at).append('-').append(end);
      if (end == open.size()) {
        return text.append(", size ").append(end).toString();
      }
      at = end;
    }
  }

  static ByteBuffer bytes(int length, char value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }
}
