package org.fscachesim.kernel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fscachesim.kernel.store.memory.MemoryStore;

/// Sparse files in memory against the most obvious model, after every step.
class SparseFilePropertiesTest {
  @Provide
  Arbitrary<List<FileOperation>> operations() {
    return FileOperation.sequences();
  }

  @Property(tries = 800)
  void aFileInMemoryIsTheSameAsTheNaiveOne(@ForAll("operations") List<FileOperation> operations)
      throws Exception {
    MemoryStore store = MemoryStore.create();
    long free = store.statfs().bfree();
    NaiveFile naive = new NaiveFile();
    Inode inode = store.create(store.root(), "file", 0600);
    try (OpenFile file = store.open(inode, false)) {
      for (FileOperation operation : operations) {
        operation.applyTo(file);
        naive.apply(operation);
        assertEquals(naive.describe(), FileOperation.describe(file), operation::toString);
        assertEquals(naive.blocks(), FileOperation.blocks(file), operation::toString);
        assertEquals(free - store.stat(inode).blocks512() / 8, store.statfs().bfree());
      }
    }
    store.unlink(store.root(), "file");
    assertEquals(free, store.statfs().bfree());
  }
}
