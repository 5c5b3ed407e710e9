package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.netfs.pagecache.Folio;

/// How much of each page of a request is there.
///
/// Subrequests end in any order and meet within pages. Whoever brings the last byte of a page has
/// the page; the kernel gets there by having neighbours donate what they cannot unlock themselves.
///
/// Kernel: fs/netfs/read_collect.c (netfs_consume_read_data)
final class ReadProgress {
  private final List<Folio> folios;
  private final SpinLock lock;
  private final Plain<int[]> missing;

  /// @param folios consecutive and locked
  ReadProgress(NetfsRequest request, List<Folio> folios) {
    this.folios = List.copyOf(folios);
    this.lock = new SpinLock(request.netfs().kernel(), "netfs_io_request.lock");
    int[] all = new int[folios.size()];
    Arrays.fill(all, Folio.SIZE);
    this.missing = new Plain<>(request.netfs().kernel(), "what is missing", all, lock);
  }

  /// Bytes have come in.
  ///
  /// @return the pages that are complete by that
  List<Folio> delivered(FileRange range) {
    List<Folio> complete = new ArrayList<>();
    try (Held _ = lock.hold()) {
      int[] left = missing.change();
      for (int i = 0; i < left.length; i++) {
        Folio folio = folios.get(i);
        long from = Math.max(range.start(), folio.position());
        long to = Math.min(range.end(), folio.position() + Folio.SIZE);
        if (from < to) {
          left[i] -= (int) (to - from);
          if (left[i] == 0) {
            complete.add(folio);
          }
        }
      }
    }
    return complete;
  }

  /// The pages that never were complete.
  List<Folio> incomplete() {
    List<Folio> out = new ArrayList<>();
    try (Held _ = lock.hold()) {
      int[] left = missing.get();
      for (int i = 0; i < left.length; i++) {
        if (left[i] > 0) {
          out.add(folios.get(i));
        }
      }
    }
    return out;
  }
}
