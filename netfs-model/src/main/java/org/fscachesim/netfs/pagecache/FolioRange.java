package org.fscachesim.netfs.pagecache;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.fscache.IoBuffer;

/// The memory of consecutive pages.
///
/// Kernel: lib/iov_iter.c (iov_iter_xarray)
public final class FolioRange implements IoBuffer {
  private final List<Folio> folios;

  /// @param folios consecutive and locked
  public FolioRange(List<Folio> folios) {
    this.folios = List.copyOf(folios);
  }

  @Override
  public int length() {
    return folios.size() * Folio.SIZE;
  }

  @Override
  public ByteBuffer piece(int offset, int max) {
    int inPage = offset % Folio.SIZE;
    int length = Math.min(max, Folio.SIZE - inPage);
    return folios.get(offset / Folio.SIZE).data().slice(inPage, length);
  }
}
