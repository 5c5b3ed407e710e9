package org.fscachesim.netfs.pagecache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.wait.Completion;
import org.jspecify.annotations.Nullable;

/// A filesystem of which the n-th byte is a function of n, which can fail, delay or refuse pages.
final class FakeStore implements AddressSpaceOperations {
  private final Kernel kernel;

  /// What was asked for, such as `0+4 7`: windows and single pages.
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /// Pages that cannot be read.
  final Set<Long> bad = new TreeSet<>();

  /// The error that a single read of a bad page throws; null to unlock the page only.
  @Nullable Errno thrown = Errno.ENOBUFS;

  /// Fill pages in a task of its own, which waits for this first.
  @Nullable Completion gate;

  /// How many pages of a window are taken.
  int takes = Integer.MAX_VALUE;

  FakeStore(Kernel kernel) {
    this.kernel = kernel;
  }

  static byte byteAt(long position) {
    return (byte) (position * 31 + position / 4096);
  }

  @Override
  public void readFolio(@Nullable Object file, Folio folio) throws ErrnoException {
    asked.add(Long.toString(folio.index()));
    if (bad.contains(folio.index()) && thrown != null) {
      folio.unlock();
      throw thrown.exception();
    }
    fill(List.of(folio));
  }

  @Override
  public void readahead(ReadaheadBatch batch) {
    asked.add(batch.position() / Folio.SIZE + "+" + batch.length() / Folio.SIZE);
    List<Folio> taken = new ArrayList<>();
    while (taken.size() < takes) {
      Folio folio = batch.take();
      if (folio == null) {
        break;
      }
      taken.add(folio);
    }
    fill(taken);
  }

  private void fill(List<Folio> folios) {
    Completion wait = gate;
    if (wait == null) {
      fillNow(folios);
    } else {
      kernel.spawn(
          "filler",
          () -> {
            wait.await();
            fillNow(folios);
          });
    }
  }

  private void fillNow(List<Folio> folios) {
    for (Folio folio : folios) {
      if (!bad.contains(folio.index())) {
        byte[] data = new byte[Folio.SIZE];
        for (int i = 0; i < data.length; i++) {
          data[i] = byteAt(folio.position() + i);
        }
        folio.data().put(data);
        folio.markUptodate();
      }
      folio.unlock();
    }
  }
}
