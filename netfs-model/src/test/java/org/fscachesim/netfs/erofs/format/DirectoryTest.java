package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.erofs.format.ImageBuilder.Name;
import org.junit.jupiter.api.Test;

final class DirectoryTest {
  private final List<Long> accesses = new ArrayList<>();

  private record Dir(ErofsReader reader, DiskInode inode, PageSource contents) {
    long lookup(String name) throws ErrnoException {
      return reader.lookup(inode, contents, name);
    }

    List<DirectoryEntry> list() throws ErrnoException {
      return reader.list(inode, contents);
    }
  }

  private Dir directory(List<byte[]> blocks) throws ErrnoException {
    byte[] contents = new byte[blocks.size() * 4096];
    for (int i = 0; i < blocks.size(); i++) {
      System.arraycopy(blocks.get(i), 0, contents, i * 4096, blocks.get(i).length);
    }
    long size = blocks.isEmpty() ? 0 : (blocks.size() - 1) * 4096L + blocks.getLast().length;
    byte[] image = new ImageBuilder(1).compact(36, DataLayout.FLAT_PLAIN, 040755, size, 1).build();
    PageSource metadata = ImageBuilder.pages(image, new ArrayList<>());
    SuperBlock sb = SuperBlock.read(metadata, Features.INCOMPAT_ALL, ErrorLog.NONE);
    ErofsReader reader = new ErofsReader(sb, metadata, ErrorLog.NONE);
    return new Dir(reader, reader.inode(36), ImageBuilder.pages(contents, accesses));
  }

  @Property(tries = 200)
  void everyNameIsFoundAndNoOther(
      @ForAll("names") List<String> names, @ForAll @IntRange(min = 1, max = 9) int perBlock)
      throws ErrnoException {
    List<Name> entries = new ArrayList<>();
    for (String name : names.stream().sorted().distinct().toList()) {
      entries.add(new Name(name, entries.size() * 3L + 1));
    }
    Dir dir = directory(ImageBuilder.directory(perBlock, entries));
    for (Name entry : entries) {
      assertEquals(entry.nid(), dir.lookup(entry.name()));
      String absent = entry.name() + "\u0001";
      if (entries.stream().noneMatch(e -> e.name().equals(absent))) {
        assertFails(Errno.ENOENT, () -> dir.lookup(absent));
      }
    }
    assertEquals(entries, dir.list().stream().map(e -> new Name(e.name(), e.nid())).toList());
  }

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.strings()
        .withChars('\u0001', 'a', 'b', '\u007f', '\u0080', '\u00ff')
        .ofMinLength(1)
        .ofMaxLength(6)
        .list()
        .ofMaxSize(40);
  }

  @Test
  void aLookupTouchesTheBlocksOfABinarySearchAlone() throws ErrnoException {
    List<Name> entries = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      entries.add(new Name("n%02d".formatted(i), i));
    }
    Dir dir = directory(ImageBuilder.directory(10, entries));
    assertEquals(69, dir.lookup("n69"));
    assertEquals(List.of(3L * 4096, 5L * 4096, 6L * 4096), accesses);
    accesses.clear();
    assertEquals(30, dir.lookup("n30"));
    assertEquals(List.of(3L * 4096), accesses);
  }

  @Test
  void anEmptyDirectoryHasNothingAndCostsNothing() throws ErrnoException {
    Dir dir = directory(List.of());
    assertFails(Errno.ENOENT, () -> dir.lookup("a"));
    assertEquals(List.of(), dir.list());
    assertEquals(List.of(), accesses);
  }

  @Test
  void namesOfMoreThan255BytesAreTooLong() throws ErrnoException {
    Dir dir = directory(List.of());
    assertFails(Errno.ENAMETOOLONG, () -> dir.lookup("x".repeat(256)));
  }

  @Test
  void theLastNameEndsAtItsFirstNulOrWithTheDirectory() throws ErrnoException {
    byte[] block = ImageBuilder.directoryBlock(new Name("a", 1), new Name("bcd", 2));
    assertEquals("bcd", directory(List.of(block)).list().getLast().name());
    Dir padded = directory(List.of(Arrays.copyOf(block, block.length + 9)));
    assertEquals("bcd", padded.list().getLast().name());
  }

  @Test
  void aFirstNameAtAnImpossiblePlaceIsCorruption() throws ErrnoException {
    for (int offset : new int[] {0, 1, 11, 13, 4096, 4104, 65532}) {
      byte[] block = ImageBuilder.directoryBlock(new Name("a", 1));
      block[8] = (byte) offset;
      block[9] = (byte) (offset >> 8);
      Dir dir = directory(List.of(block));
      assertFails(Errno.EUCLEAN, () -> dir.lookup("a"));
      assertFails(Errno.EUCLEAN, dir::list);
    }
  }

  @Test
  void namesThatRunBackwardsOutOfTheBlockOrAreEmptyAreCorruption() throws ErrnoException {
    for (int offset : new int[] {0, 24, 60000}) {
      byte[] block = ImageBuilder.directoryBlock(new Name("a", 1), new Name("b", 2));
      block[20] = (byte) offset;
      block[21] = (byte) (offset >> 8);
      assertFails(Errno.EUCLEAN, directory(List.of(block))::list);
    }
    byte[] endless = ImageBuilder.directoryBlock(new Name("x".repeat(256), 1));
    assertFails(Errno.EUCLEAN, directory(List.of(endless))::list);
  }
}
