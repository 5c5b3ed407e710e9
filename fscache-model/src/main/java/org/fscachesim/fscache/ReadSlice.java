package org.fscachesim.fscache;

import java.util.EnumSet;
import java.util.Set;

/// The slice of a read about which a backend is asked; it may shorten it and set flags.
///
/// A request fills its range with slices one after the other, and each has a single source.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_subrequest)
public final class ReadSlice {
  private final int requestId;
  private final int index;
  private final long start;
  private final EnumSet<SubrequestFlag> flags = EnumSet.noneOf(SubrequestFlag.class);
  private long length;

  /// @param requestId the request's debug id, 0 when there is no request
  /// @param index the slice's place within the request, from 0
  /// @param start file position
  /// @param length bytes wanted
  public ReadSlice(int requestId, int index, long start, long length, Set<SubrequestFlag> flags) {
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException(
          "start (" + start + ") and length (" + length + ") must not be negative");
    }
    this.requestId = requestId;
    this.index = index;
    this.start = start;
    this.length = length;
    this.flags.addAll(flags);
  }

  /// The request's debug id, 0 when there is no request.
  public int requestId() {
    return requestId;
  }

  /// The place within the request, from 0.
  public int index() {
    return index;
  }

  /// File position in bytes.
  public long start() {
    return start;
  }

  /// Bytes; what is left of the range before, what the source covers after.
  public long length() {
    return length;
  }

  /// Where the slice ends: the position after its last byte.
  public long end() {
    return start + length;
  }

  /// Sets the length; a backend may only make it shorter.
  public void shorten(long newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "length (" + newLength + ") must be between 0 and the present " + length);
    }
    length = newLength;
  }

  /// Whether the flag is set.
  public boolean has(SubrequestFlag flag) {
    return flags.contains(flag);
  }

  /// Sets the flag.
  public void set(SubrequestFlag flag) {
    flags.add(flag);
  }

  /// Clears the flag.
  public void clear(SubrequestFlag flag) {
    flags.remove(flag);
  }

  /// All flags as the kernel's bits.
  @SuppressWarnings("EnumOrdinal") // the ordinal is the kernel's bit number
  public int flagBits() {
    int bits = 0;
    for (SubrequestFlag f : flags) {
      bits |= 1 << f.ordinal();
    }
    return bits;
  }
}
