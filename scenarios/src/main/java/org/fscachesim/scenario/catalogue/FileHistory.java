package org.fscachesim.scenario.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that was done to one file by whoever, and so what a reader may find in it.
///
/// Each change fills its range with a value of its own. A reader may find the value of a change
/// that began before the read ended, unless another change that covers it came in between: one that
/// began when that had ended, and had ended when the read began. Whether a change covers what was
/// there is for the reader's coherency to say: what others do at the server is seen at any later
/// time, or never.
final class FileHistory {
  private static final int MAX_VALUE = 255;
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Change> changes = new ArrayList<>();
  private final Coherency coherency;
  private long now;

  /// What the changes of clients, and of others at the server, do to older values.
  enum Coherency {
    /// A reader may find whatever was there at any time.
    NONE(false, false, false),
    /// What is done here is seen at once.
    LOCAL(true, false, true),
    /// What is done anywhere is seen at once, but for the size of files that are open.
    BYTES(true, true, false),
    /// What is done anywhere is seen at once.
    FULL(true, true, true);

    private final boolean own;
    private final boolean others;
    private final boolean ends;

    Coherency(boolean own, boolean others, boolean ends) {
      this.own = own;
      this.others = others;
      this.ends = ends;
    }
  }

  /// A range that was filled with a value.
  final class Change {
    private final int value;
    private final long from;
    private final long to;
    private final boolean tail;
    private final boolean hides;
    private final long start = now++;
    private long end = NEVER;

    private Change(int value, long from, long to, boolean tail, boolean hides) {
      this.value = value;
      this.from = from;
      this.to = to;
      this.tail = tail;
      this.hides = hides;
    }

    /// The byte that fills the range.
    byte value() {
      return (byte) value;
    }

    /// It was done. Without that it may have been done, in part, or may still be.
    void done() {
      end = now++;
    }

    private boolean covers(long position) {
      return position >= from && position < to;
    }
  }

  /// @param size bytes in the file to begin with; each page of it has a value of its own
  FileHistory(Coherency coherency, int size, int pageSize) {
    this.coherency = coherency;
    for (int at = 0; at < size; at += pageSize) {
      int length = Math.min(pageSize, size - at);
      Change change = write(at, length, true);
      if (change != null) {
        change.done();
      }
    }
    truncate(size, true).done();
  }

  /// The bytes at the beginning.
  static byte[] initial(int size, int pageSize) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (1 + i / pageSize);
    }
    return bytes;
  }

  /// A write begins.
  ///
  /// @param own by a client, not by another at the server
  /// @return null when there is no value left
  synchronized @Nullable Change write(long from, int length, boolean own) {
    long used = changes.stream().filter(c -> !c.tail).count();
    if (used == MAX_VALUE) {
      return null;
    }
    return add(new Change((int) used + 1, from, from + length, false, hides(own)));
  }

  /// A truncation by a client begins: from `size` on there is nothing, which reads as zeros if the
  /// file is made longer again.
  ///
  /// @param forGood whether the cache forgets what was there, too
  synchronized Change truncate(long size, boolean forGood) {
    return add(new Change(0, size, NEVER, true, forGood && hides(true)));
  }

  private boolean hides(boolean own) {
    return own ? coherency.own : coherency.others;
  }

  private Change add(Change change) {
    changes.add(change);
    return change;
  }

  /// A read begins: its time.
  synchronized long readBegins() {
    return now++;
  }

  /// What is wrong with what was read, or null.
  ///
  /// @param begun when the read began
  /// @param bytes what was read from `offset` on, up to `count`; none means the end of the file
  synchronized @Nullable String wrong(long begun, long offset, byte[] bytes, int count) {
    long ended = now++;
    if (count == 0) {
      return !coherency.ends || mayEndAt(offset, begun, ended)
          ? null
          : "the file ends before " + offset + ", where there surely is something";
    }
    int i = 0;
    while (i < count) {
      long at = offset + i;
      int value = bytes[i] & 0xff;
      if (!mayHave(at, value, begun, ended)) {
        return "byte " + at + " is " + value + ", which cannot be there: " + describe(at);
      }
      long same = sameUpTo(at);
      i++;
      while (i < count && offset + i < same && (bytes[i] & 0xff) == value) {
        i++;
      }
    }
    return null;
  }

  /// Up to where the same changes cover the file as at a position.
  private long sameUpTo(long position) {
    long same = NEVER;
    for (Change change : changes) {
      if (change.from > position) {
        same = Math.min(same, change.from);
      } else if (change.to > position) {
        same = Math.min(same, change.to);
      }
    }
    return same;
  }

  private boolean mayHave(long position, int value, long begun, long ended) {
    return changes.stream()
        .anyMatch(
            c ->
                c.covers(position)
                    && c.value == value
                    && c.start < ended
                    && changes.stream()
                        .noneMatch(
                            h ->
                                h.hides && h.covers(position) && h.start > c.end && h.end < begun));
  }

  private boolean mayEndAt(long position, long begun, long ended) {
    return changes.stream()
        .anyMatch(
            c ->
                c.tail
                    && c.covers(position)
                    && c.start < ended
                    && changes.stream()
                        .noneMatch(
                            h ->
                                h.hides
                                    && !h.tail
                                    && h.to > position
                                    && h.start > c.end
                                    && h.end < begun));
  }

  private String describe(long position) {
    StringBuilder out = new StringBuilder();
    for (Change change : changes) {
      if (change.covers(position)) {
        out.append(out.isEmpty() ? "" : ", ")
            .append(change.value)
            .append(" from ")
            .append(change.start)
            .append(change.end == NEVER ? " on" : " to " + change.end);
      }
    }
    return out.toString();
  }
}
