package org.fscachesim.kernel.xarray;

import static org.fscachesim.kernel.xarray.Node.BITMAPS;
import static org.fscachesim.kernel.xarray.Node.BITS;
import static org.fscachesim.kernel.xarray.Node.FREE;
import static org.fscachesim.kernel.xarray.Node.PRESENT;

import org.jspecify.annotations.Nullable;

/// The head of the radix tree, and all that changes its shape. Knows nothing of locks or ids.
///
/// Most methods take an index together with its leaf, as [#leaf(Node, long)] found it, so that
/// whoever remembers a place (a [Cursor]) does not walk again. No leaf means that the index is a
/// hole, or that it is 0 and its entry sits in the head itself.
///
/// Kernel: lib/xarray.c (xas_create, xas_expand, xas_shrink, xas_delete_node)
final class Tree<T> {
  /// The free mark is kept for slots without entry.
  final boolean tracksFree;

  /// Nothing, the only entry (its index is 0), or the topmost [Node].
  private @Nullable Object head;

  /// Bit per bitmap about index 0, of use only while the head is no node.
  private int headBits;

  /// Counts the occasions on which a node left the tree: a place remembered before may be gone.
  private long departures;

  Tree(boolean tracksFree) {
    this.tracksFree = tracksFree;
    this.headBits = bitsOfNothing();
  }

  private int bitsOfNothing() {
    return tracksFree ? 1 << FREE : 0;
  }

  @Nullable Object head() {
    return head;
  }

  @Nullable Node headNode() {
    return head instanceof Node node ? node : null;
  }

  long departures() {
    return departures;
  }

  boolean isEmpty() {
    return head == null;
  }

  /// What the bitmap says of index 0, while the head is no node.
  boolean headBit(int which) {
    return ((headBits >>> which) & 1) != 0;
  }

  /// The highest index for which the tree as it is has a place.
  long maxCovered() {
    return head instanceof Node node ? node.maxIndexAsHead() : 0;
  }

  /// Whether any index has the bit.
  boolean any(int which) {
    if (tracksFree && which == FREE && maxCovered() < XArray.MAX_INDEX) {
      return true; // behind the tree, all is free
    }
    return head instanceof Node node ? node.any(which) : headBit(which);
  }

  /// The leaf of `index`, or null when there is none.
  @Nullable Node leaf(long index) {
    return index > maxCovered() ? null : leaf(headNode(), index);
  }

  /// The leaf of `index` at or below `start`, which covers it; null when there is none.
  static @Nullable Node leaf(@Nullable Node start, long index) {
    Node node = start;
    while (node != null && !node.isLeaf()) {
      node = (Node) node.slots[node.slotOf(index)];
    }
    return node;
  }

  @Nullable T load(@Nullable Node leaf, long index) {
    if (leaf != null) {
      return entry(leaf.slots[leaf.slotOf(index)]);
    }
    return isInHead(index) ? entry(head) : null;
  }

  /// Puts an entry in the place of another or of nothing. The marks of a replaced entry stay.
  @Nullable T store(@Nullable Node leaf, long index, T entry) {
    if (leaf == null && isInHead(index)) {
      T old = entry(head);
      head = entry;
      headBits = (headBits & ~bitsOfNothing()) | (1 << PRESENT);
      return old;
    }
    Node place = leaf != null ? leaf : createLeaf(index);
    int slot = place.slotOf(index);
    T old = entry(place.slots[slot]);
    place.slots[slot] = entry;
    place.set(PRESENT, slot);
    if (tracksFree) {
      place.clear(FREE, slot);
    }
    return old;
  }

  /// Takes the entry out, with its marks, and lets go of the nodes that only it kept.
  @Nullable T erase(@Nullable Node leaf, long index) {
    T old = load(leaf, index);
    if (old == null) {
      return null;
    }
    if (leaf == null) {
      clearHead();
      return old;
    }
    int slot = leaf.slotOf(index);
    leaf.slots[slot] = null;
    for (int which = 0; which < BITMAPS; which++) {
      if (tracksFree && which == FREE) {
        leaf.set(which, slot);
      } else {
        leaf.clear(which, slot);
      }
    }
    deleteEmpty(leaf);
    shrink();
    return old;
  }

  boolean test(@Nullable Node leaf, long index, int which) {
    if (leaf != null) {
      return leaf.test(which, leaf.slotOf(index));
    }
    return isInHead(index) ? headBit(which) : (tracksFree && which == FREE);
  }

  /// Sets or clears a mark. Nothing happens where no entry is.
  void mark(@Nullable Node leaf, long index, int which, boolean value) {
    if (load(leaf, index) == null) {
      return;
    }
    if (leaf == null) {
      int bit = 1 << which;
      headBits = value ? headBits | bit : headBits & ~bit;
    } else if (value) {
      leaf.set(which, leaf.slotOf(index));
    } else {
      leaf.clear(which, leaf.slotOf(index));
    }
  }

  private boolean isInHead(long index) {
    return index == 0 && !(head instanceof Node);
  }

  private void clearHead() {
    head = null;
    headBits = bitsOfNothing();
  }

  private Node createLeaf(long index) {
    Node node = headFor(index);
    while (!node.isLeaf()) {
      int slot = node.slotOf(index);
      Node child = (Node) node.slots[slot];
      if (child == null) {
        child = new Node(node.shift - BITS, tracksFree);
        node.adopt(slot, child);
      }
      node = child;
    }
    return node;
  }

  /// The head, after it has grown enough to cover `index`.
  private Node headFor(long index) {
    Node top;
    if (head instanceof Node node) {
      top = node;
    } else if (head == null) {
      top = new Node(shiftFor(index), tracksFree);
    } else {
      top = new Node(0, tracksFree);
      top.slots[0] = head;
      for (int which = 0; which < BITMAPS; which++) {
        top.assign(which, 0, headBit(which));
      }
    }
    while (index > top.maxIndexAsHead()) {
      Node higher = new Node(top.shift + BITS, tracksFree);
      higher.adopt(0, top);
      top = higher;
    }
    head = top;
    return top;
  }

  /// The `shift` of the lowest head that covers `index`.
  static int shiftFor(long index) {
    int length = Long.SIZE - Long.numberOfLeadingZeros(index);
    return Math.max(length - 1, 0) / BITS * BITS;
  }

  private void deleteEmpty(Node leaf) {
    Node node = leaf;
    while (!node.any(PRESENT)) {
      departures++;
      Node parent = node.parent;
      if (parent == null) {
        clearHead();
        return;
      }
      parent.slots[node.offset] = null;
      node = parent;
    }
  }

  /// Takes nodes off the top that only pass on to their slot 0.
  private void shrink() {
    while (head instanceof Node top && top.bitmap(PRESENT) == 1L) {
      departures++;
      Object only = top.slots[0];
      head = only;
      if (only instanceof Node child) {
        child.parent = null;
      } else {
        headBits = 0;
        for (int which = 0; which < BITMAPS; which++) {
          headBits |= top.test(which, 0) ? 1 << which : 0;
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // what a leaf or the head holds came in as a T
  private @Nullable T entry(@Nullable Object slot) {
    return (T) slot;
  }
}
