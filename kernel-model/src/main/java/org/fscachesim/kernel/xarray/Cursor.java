package org.fscachesim.kernel.xarray;

import static org.fscachesim.kernel.xarray.Node.FREE;
import static org.fscachesim.kernel.xarray.Node.PRESENT;

import org.jspecify.annotations.Nullable;

/// A place in an [XArray]: an index, and the node that was last found on the way to it.
///
/// All operations act at the place or move it. Going from one entry to the next climbs only as far
/// as the node that both share, which mostly is the leaf itself. A search that finds nothing leaves
/// the cursor where it was:
///
/// ```
/// Cursor<Request> at = requests.cursor(0);
/// for (var r = at.find(XArray.MAX_INDEX); r != null; r = at.next(XArray.MAX_INDEX)) {
///   if (r.isFor(object)) {
///     at.erase();
///   }
/// }
/// ```
///
/// A cursor never dangles. The array counts the nodes that leave it; when that number has moved, by
/// whatever was done in between and with the lock dropped or not, the cursor walks anew from the
/// head to its index. So erasing in the loop is harmless, and the kernel's `xas_pause` and
/// `xas_retry` have no counterpart. What no cursor can do is to see an entry that was added behind
/// it.
///
/// Each method wants the lock of the array to be held; moving about with [#moveTo(long)] and
/// [#index()] does not.
///
/// Kernel: include/linux/xarray.h (xa_state)
public final class Cursor<T> {
  private final XArray<T> array;
  private final Tree<T> tree;
  private long index;

  /// A node that covers `index`; null: begin at the head.
  private @Nullable Node node;

  /// [Tree#departures()] when `node` was seen in the tree.
  private long seen;

  Cursor(XArray<T> array, Tree<T> tree, long index) {
    this.array = array;
    this.tree = tree;
    this.index = index;
  }

  /// Where the cursor is, in 0..4294967295.
  public long index() {
    return index;
  }

  /// Goes to `index`, in 0..4294967295, whether there is an entry or not.
  ///
  /// Kernel: include/linux/xarray.h (xas_set)
  public void moveTo(long index) {
    XArray.checkIndex("index", index);
    if (node != null && !node.coversBoth(this.index, index)) {
      node = null; // to climb to the nearest shared node would need the lock
    }
    this.index = index;
  }

  /// The entry here, or null.
  ///
  /// Kernel: lib/xarray.c (xas_load)
  public @Nullable T load() {
    array.assertLocked();
    return peek();
  }

  /// Puts `entry` here and returns what it replaced, whose marks it inherits, or null.
  ///
  /// Kernel: lib/xarray.c (xas_store)
  public @Nullable T store(T entry) {
    array.assertLocked();
    return tree.store(leaf(), index, entry);
  }

  /// Empties this place and returns what was there, or null.
  ///
  /// Kernel: lib/xarray.c (xas_store with NULL)
  public @Nullable T erase() {
    array.assertLocked();
    return tree.erase(leaf(), index);
  }

  /// Whether the entry here has the mark.
  ///
  /// Kernel: lib/xarray.c (xas_get_mark)
  public boolean getMark(Mark mark) {
    array.assertLocked();
    return tree.test(leaf(), index, mark.bitmap);
  }

  /// Marks the entry here; does nothing when there is none.
  ///
  /// Kernel: lib/xarray.c (xas_set_mark)
  public void setMark(Mark mark) {
    array.assertLocked();
    tree.mark(leaf(), index, array.settable(mark), true);
  }

  /// Takes the mark off the entry here.
  ///
  /// Kernel: lib/xarray.c (xas_clear_mark)
  public void clearMark(Mark mark) {
    array.assertLocked();
    tree.mark(leaf(), index, array.settable(mark), false);
  }

  /// Goes to the first entry from here (included) to `max` (included); null when there is none.
  ///
  /// Kernel: lib/xarray.c (xas_find)
  public @Nullable T find(long max) {
    array.assertLocked();
    return seek(PRESENT, index, max) ? peek() : null;
  }

  /// Goes to the first entry behind this place, up to `max` (included); null when there is none.
  ///
  /// Kernel: include/linux/xarray.h (xas_next_entry)
  public @Nullable T next(long max) {
    array.assertLocked();
    return seek(PRESENT, index + 1, max) ? peek() : null;
  }

  /// Goes to the first entry with `mark` from here (included) to `max` (included); null when there
  /// is none. For the free mark, which has no entries, see [#findFree(long)].
  ///
  /// Kernel: lib/xarray.c (xas_find_marked)
  public @Nullable T findMarked(Mark mark, long max) {
    array.assertLocked();
    return seek(array.searchable(mark), index, max) ? peek() : null;
  }

  /// Goes to the first entry with `mark` behind this place, up to `max` (included); null when there
  /// is none.
  ///
  /// Kernel: include/linux/xarray.h (xas_next_marked)
  public @Nullable T nextMarked(Mark mark, long max) {
    array.assertLocked();
    return seek(array.searchable(mark), index + 1, max) ? peek() : null;
  }

  /// Goes to the first free index from here (included) to `max` (included) in an allocating array;
  /// false when all are taken.
  ///
  /// Kernel: lib/xarray.c (xas_find_marked with XA_FREE_MARK)
  public boolean findFree(long max) {
    array.assertLocked();
    array.checkAllocating();
    return seek(FREE, index, max);
  }

  /// The entry here, with the lock held or not.
  @Nullable T peek() {
    return tree.load(leaf(), index);
  }

  private void place(@Nullable Node node, long index) {
    this.node = node;
    this.index = index;
    this.seen = tree.departures();
  }

  /// The lowest node known to cover `other`; null when the tree has no node for it. Only for the
  /// walk from here: the node may be above the one that a walk from the head would reach.
  private @Nullable Node nodeCovering(long other) {
    Node known = seen == tree.departures() ? node : null;
    while (known != null && !known.coversBoth(index, other)) {
      known = known.parent;
    }
    if (known == null && other <= tree.maxCovered()) {
      known = tree.headNode();
    }
    return known;
  }

  private @Nullable Node leaf() {
    Node leaf = Tree.leaf(nodeCovering(index), index);
    if (leaf != null) {
      place(leaf, index);
    }
    return leaf;
  }

  /// Goes to the first index in `from..max` whose bit is set. The way down trusts the bitmaps: a
  /// set bit above promises one below, so the walk turns back at most once.
  boolean seek(int which, long from, long max) {
    XArray.checkIndex("max", max);
    if (from > max) {
      return false;
    }
    Node start = nodeCovering(from);
    if (start != null) {
      if (seekBelow(start, which, from, max)) {
        return true;
      }
    } else if (from == 0 && tree.headBit(which)) {
      place(null, 0);
      return true;
    }
    return tree.tracksFree && which == FREE && seekBehindTree(from, max);
  }

  private boolean seekBelow(Node start, int which, long from, long max) {
    Node at = start;
    long here = from;
    int slot = at.slotOf(here);
    while (true) {
      long rest = slot < Node.SLOTS ? at.bitmap(which) & (~0L << slot) : 0;
      if (rest == 0) {
        if (at.parent == null) {
          return false;
        }
        slot = at.offset + 1;
        at = at.parent;
        continue;
      }
      int found = Long.numberOfTrailingZeros(rest);
      if (found != at.slotOf(here)) {
        long prefix = (here >>> (at.shift + Node.BITS)) << Node.BITS;
        here = (prefix | found) << at.shift;
      }
      if (here > max) {
        return false;
      }
      Object below = at.slots[found];
      if (at.isLeaf() || below == null) { // no child under a set bit: a hole, all of it free
        place(at, here);
        return true;
      }
      at = (Node) below;
      slot = at.slotOf(here);
    }
  }

  private boolean seekBehindTree(long from, long max) {
    long here = Math.max(from, tree.maxCovered() + 1);
    if (here > max) {
      return false;
    }
    place(null, here);
    return true;
  }
}
