package org.fscachesim.kernel.xarray;

import org.jspecify.annotations.Nullable;

/// 64 slots of the tree, which share the upper bits of their indices, and four bitmaps about them.
///
/// In a leaf (`shift` 0) a slot holds an entry; above, a node. Bit *n* of a bitmap speaks of slot
/// *n*: in a leaf of the entry, above it says whether *any* bit of that child's bitmap is set.
/// Besides the three marks there is a bitmap [#PRESENT], which in the kernel is a count: its
/// population is that count, and finding the next entry becomes the same search as finding the next
/// mark.
///
/// Kernel: include/linux/xarray.h (xa_node)
final class Node {
  /// Bits of an index that one level consumes.
  static final int BITS = 6;

  static final int SLOTS = 1 << BITS;

  /// The bitmap of slots that hold something; those before it belong to the marks, in order.
  static final int PRESENT = Mark.values().length;

  static final int BITMAPS = PRESENT + 1;

  /// The bitmap of the free mark, in trees that track free slots.
  static final int FREE = Mark.FREE.bitmap;

  /// How far an index is shifted right to find the slot number: 0 in a leaf, 6 above it, up to 30.
  final int shift;

  final @Nullable Object[] slots = new Object[SLOTS];

  private final long[] bitmaps = new long[BITMAPS];

  /// Null in the head.
  @Nullable Node parent;

  /// Slot of `parent` that holds this node; 0 in the head.
  int offset;

  Node(int shift, boolean tracksFree) {
    this.shift = shift;
    if (tracksFree) {
      bitmaps[FREE] = ~0L;
    }
  }

  /// The highest index that this node covers when it is the head. At shift 30 only 4 slots are
  /// within the range; the others stay empty, and no search has a bound that reaches them.
  long maxIndexAsHead() {
    return Math.min((1L << (shift + BITS)) - 1, XArray.MAX_INDEX);
  }

  /// Slot on the way to `index`.
  int slotOf(long index) {
    return (int) (index >>> shift) & (SLOTS - 1);
  }

  /// Whether this node, which covers `index`, covers `other` too.
  boolean coversBoth(long index, long other) {
    return ((index ^ other) >>> (shift + BITS)) == 0;
  }

  boolean isLeaf() {
    return shift == 0;
  }

  long bitmap(int which) {
    return bitmaps[which];
  }

  boolean any(int which) {
    return bitmaps[which] != 0;
  }

  boolean test(int which, int slot) {
    return ((bitmaps[which] >>> slot) & 1) != 0;
  }

  /// Makes `child` the content of `slot` and takes over what its bitmaps say.
  void adopt(int slot, Node child) {
    slots[slot] = child;
    child.parent = this;
    child.offset = slot;
    for (int which = 0; which < BITMAPS; which++) {
      assign(which, slot, child.any(which));
    }
  }

  /// Sets or clears one bit of this node only; the caller looks after the parents.
  void assign(int which, int slot, boolean value) {
    long bit = 1L << slot;
    bitmaps[which] = value ? bitmaps[which] | bit : bitmaps[which] & ~bit;
  }

  /// Sets a bit, and upwards all that did not know of any yet.
  void set(int which, int slot) {
    Node node = this;
    int at = slot;
    while (node != null && !node.test(which, at)) {
      node.assign(which, at, true);
      at = node.offset;
      node = node.parent;
    }
  }

  /// Clears a bit, and upwards as long as it was the last of its node.
  void clear(int which, int slot) {
    Node node = this;
    int at = slot;
    while (node != null && node.test(which, at)) {
      node.assign(which, at, false);
      if (node.any(which)) {
        return;
      }
      at = node.offset;
      node = node.parent;
    }
  }
}
