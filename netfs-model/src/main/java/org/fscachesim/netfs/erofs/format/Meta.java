package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.PageSource.PAGE_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;

/// Little-endian views of single metadata pages.
///
/// Kernel: fs/erofs/data.c (erofs_read_metabuf)
final class Meta {
  /// Addresses from here on are refused: no blob is that long, and sums of addresses stay positive.
  static final long ADDRESS_LIMIT = 1L << 62;

  private final PageSource pages;
  private final ErrorLog log;

  Meta(PageSource pages, ErrorLog log) {
    this.pages = pages;
    this.log = log;
  }

  /// `length` bytes at `address`, which lie in one page; costs that page.
  ByteBuffer at(long address, int length) throws ErrnoException {
    if (address < 0 || address >= ADDRESS_LIMIT) {
      log.error("corrupted: metadata address %s lies beyond any image".formatted(hex(address)));
      throw Errno.EUCLEAN.exception();
    }
    int inPage = (int) (address % PAGE_SIZE);
    KernelBug.check(inPage + length <= PAGE_SIZE, "metadata access crosses a page");
    ByteBuffer page = pages.page(address - inPage);
    KernelBug.check(page.limit() == PAGE_SIZE, "a page source gave no whole page");
    return page.slice(inPage, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  static int u8(ByteBuffer b, int at) {
    return Byte.toUnsignedInt(b.get(at));
  }

  static int u16(ByteBuffer b, int at) {
    return Short.toUnsignedInt(b.getShort(at));
  }

  static long u32(ByteBuffer b, int at) {
    return Integer.toUnsignedLong(b.getInt(at));
  }
}
