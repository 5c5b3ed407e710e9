package org.fscachesim.scenario.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.TreeMap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CacheTreeTest {
  /// A directory; what has an error is refused whatever is asked of it.
  private static final class Directory implements FileNode {
    private final TreeMap<String, Directory> children = new TreeMap<>();
    private final @Nullable Errno error;

    Directory(@Nullable Errno error) {
      this.error = error;
    }

    Directory with(String name, Directory child) {
      children.put(name, child);
      return this;
    }

    private void check() throws ErrnoException {
      if (error != null) {
        throw error.exception();
      }
    }

    @Override
    public FileType type() {
      return FileType.DIRECTORY;
    }

    @Override
    public Stat stat() {
      return new Stat(1, FileType.DIRECTORY, 0755, 2, 0, 0, 0, 0, 0);
    }

    @Override
    public List<String> names() throws ErrnoException {
      check();
      return List.copyOf(children.keySet());
    }

    @Override
    public @Nullable FileNode child(String name) {
      return children.get(name);
    }

    @Override
    public byte[] xattr(String name) throws ErrnoException {
      throw Errno.ENODATA.exception();
    }

    @Override
    public void setXattr(String name, byte[] value) throws ErrnoException {
      throw Errno.EROFS.exception();
    }

    @Override
    public Contents open(boolean write) throws ErrnoException {
      throw Errno.EISDIR.exception();
    }
  }

  private static Directory cache(Errno error) {
    return new Directory(null)
        .with("cache", new Directory(null).with("Ia", new Directory(error)).with("Ib", empty()))
        .with("graveyard", empty());
  }

  private static Directory empty() {
    return new Directory(null);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENOENT", "ESTALE"})
  void whatGoesAwayMeanwhileIsLeftOut(Errno error) throws ErrnoException {
    assertEquals(
        List.of("cache/ mode=755", "  Ib/ mode=755", "graveyard/ mode=755"),
        CacheTree.lines(cache(error)));
  }

  @Test
  void anyOtherErrorIsTold() {
    ErrnoException thrown =
        assertThrows(ErrnoException.class, () -> CacheTree.lines(cache(Errno.EIO)));
    assertEquals(Errno.EIO, thrown.errno());
  }
}
