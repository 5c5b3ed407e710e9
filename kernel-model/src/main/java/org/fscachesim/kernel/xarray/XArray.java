package org.fscachesim.kernel.xarray;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/// A sparse array: objects under unsigned 32-bit indices, found again by index, in index order, or
/// by one of three marks; and, when it is [allocating][#allocating()], the giver of ids.
///
/// Every operation costs at most the six steps from the head to a leaf, however many entries there
/// are. Indices are `long`, in 0..4294967295; any other is an [IllegalArgumentException]. Entries
/// are never null: to store nothing is to [erase][#erase(long)]. They are compared by identity
/// only.
///
/// Kernel: lib/xarray.c (xarray)
public final class XArray<T> {
  /*
   * ## Layout
   *
   * A radix tree of nodes with 64 slots. Six bits of the index choose the slot on each level,
   * the upper bits first; a node's `shift` says how many bits are left below it. Entries live in
   * the leaves (shift 0), all at the same depth. The tree is as high as its highest index needs,
   * no higher:
   *
   *     index 0 alone       the head is the entry itself, no node at all
   *     up to 63            one leaf
   *     up to 4095          a node of shift 6 over leaves
   *     ...
   *     up to 2^32 - 1      shifts 30, 24, 18, 12, 6, 0; the top node uses 4 of its slots
   *
   * Nodes know their parent and their slot in it, so that a walk can go up as well as down; a
   * Cursor lives on that. There is no global size: to keep one would be the only write that all
   * changes share, and nobody asks for it. Nothing is hashed, so the order of iteration is the
   * order of indices, always.
   *
   * ## Marks
   *
   * Each node has a bitmap per mark, and one of the slots in use. In a leaf a bit belongs to an
   * entry. Above, it means "somewhere below". So "is any entry marked?" reads one word at the
   * head, and the next marked entry is found by going up until a later bit is set, and down
   * along set bits; down never fails. Setting a bit goes up until it meets a set one, clearing a
   * bit goes up until a sibling is still set. A mark belongs to the entry's place: replacing an
   * entry keeps its marks, erasing it drops them.
   *
   * ## Growing and shrinking
   *
   * To store beyond the head's reach puts new nodes on top, with the old head as slot 0; the
   * marks of the old head become bit 0 of the new. To erase the last entry of a node takes the
   * node out of its parent, and so upwards; then, while the head has nothing but slot 0, slot 0
   * becomes the head. Hence the form of the tree depends only on which indices are in use, never
   * on the history; Invariants checks just that.
   *
   * ## Allocation
   *
   * In an allocating array MARK_0 is the free mark, with the sense turned round: a slot
   * *without* an entry has it, new nodes are born with all of it, and all indices beyond the
   * head count as free. The lowest free id at or after n is then an ordinary search for a mark.
   * Two policies stand on it:
   *
   *     allocate            the lowest free id of the limit
   *     allocateCyclic      the lowest free id from `next` to the end of the limit; else the
   *                         lowest of the limit; then next = id + 1, where 2^32 wraps to 0
   *
   * Both fail with EBUSY when the limit is full. They differ in what a *stale* id means, see
   * below.
   *
   * ## Locking
   *
   * Where the kernel has two families, xa_erase() which takes the array's lock and __xa_erase()
   * which wants it held, this class is the second family throughout: the caller holds the lock,
   * and every call asserts it. A single call is then as short as `try (var _ =
   * array.lock().hold()) { ... }`, and what must be one step is visibly one block. Loads want
   * the lock too, as RCU readers are not modelled. An array made without a lock is a plain data
   * structure for one task.
   *
   * ## Races that matter
   *
   * 1. *An id outlives its entry.* Ids go out to user space and come back later. With the lowest
   *    free id the answer to a dead request can hit a living one:
   *
   *        killed reader and new reader             daemon
   *        ----------------------------             ----------------------------
   *        allocate -> 7, send                      read: request 7
   *        killed: erase 7
   *        next request: allocate -> 7 again
   *                                                 answer 7, meant for the dead one
   *        wakes, with an answer meant for another
   *
   *    allocateCyclic gives 7 again only after all others had their turn. That makes the race
   *    rare, it does not end it: whoever accepts an id should still check that the entry awaits
   *    this kind of answer.
   *
   * 2. *Look, let go, erase.* Between a load and an erase with the lock dropped in between,
   *    somebody else may have erased and refilled the index; the erase then removes a stranger.
   *    Keep the lock over both, or use compareExchange(index, seen, null).
   *
   * 3. *Find a mark, clear it.* Two readers that both search for "new" and both clear it under
   *    separate holds have both taken the same entry. Search and clear belong in one hold.
   *
   * 4. *The entry is not pinned.* The lock protects the place of an entry, not its life. To use
   *    it after the unlock, take a reference before.
   *
   * 5. *Emptied is not closed.* Walking the array and erasing all does not keep the next task
   *    from adding one that nobody will ever answer. "Closed" needs a flag, set before the walk
   *    under this lock, and tested under this lock by those who add.
   *
   * 6. *Walking while others change.* A walk sees each entry that is there when it comes by.
   *    Erasing the current entry, or any, is fine, also with the lock dropped and retaken in
   *    between; entries that appear behind the walk are missed until the next.
   */

  /// The highest index there is: 4294967295.
  public static final long MAX_INDEX = 0xFFFF_FFFFL;

  private final Tree<T> tree;

  private final @Nullable SpinLock lock;

  /// An array without lock, for use by one task.
  public XArray() {
    this(false, null);
  }

  /// An array whose every call wants `lock` to be held.
  ///
  /// Kernel: include/linux/xarray.h (xa_init)
  public XArray(SpinLock lock) {
    this(false, lock);
  }

  private XArray(boolean allocating, @Nullable SpinLock lock) {
    this.tree = new Tree<>(allocating);
    this.lock = lock;
  }

  /// An array without lock that gives out ids; its [Mark#MARK_0] is the [free mark][Mark#FREE].
  public static <T> XArray<T> allocating() {
    return new XArray<>(true, null);
  }

  /// An array that gives out ids, whose every call wants `lock` to be held; its [Mark#MARK_0] is
  /// the [free mark][Mark#FREE].
  ///
  /// Kernel: include/linux/xarray.h (XA_FLAGS_ALLOC)
  public static <T> XArray<T> allocating(SpinLock lock) {
    return new XArray<>(true, lock);
  }

  /// The lock that the array was made with.
  ///
  /// @throws KernelBug when it was made without
  ///
  ///   Kernel: include/linux/xarray.h (xa_lock)
  public SpinLock lock() {
    if (lock == null) {
      throw new KernelBug("the lock of an xarray that was made without one");
    }
    return lock;
  }

  /// An entry and where it was found.
  public record Entry<T>(long index, T value) {}

  /// What is done with each entry of a walk. It may change the array in any way.
  @FunctionalInterface
  public interface Visitor<T> {
    void visit(long index, T entry);
  }

  /// The entry at `index`, or null.
  ///
  /// Kernel: lib/xarray.c (xa_load)
  public @Nullable T load(long index) {
    return tree.load(leaf(index), index);
  }

  /// Puts `entry` at `index`. Returns what it replaced, whose marks it inherits, or null.
  ///
  /// Kernel: lib/xarray.c (__xa_store)
  public @Nullable T store(long index, T entry) {
    return tree.store(leaf(index), index, entry);
  }

  /// Puts `entry` at `index` if nothing is there. False, and nothing done, where the kernel says
  /// -EBUSY.
  ///
  /// Kernel: lib/xarray.c (__xa_insert)
  public boolean insert(long index, T entry) {
    return compareExchange(index, null, entry) == null;
  }

  /// Replaces `expected` (null: nothing) by `replacement` (null: nothing) at `index`, if it is
  /// there. Returns what was there: the exchange took place when that is `expected`.
  ///
  /// Kernel: lib/xarray.c (__xa_cmpxchg)
  @SuppressWarnings("ReferenceEquality") // a place holds an object, not its like
  public @Nullable T compareExchange(long index, @Nullable T expected, @Nullable T replacement) {
    Node leaf = leaf(index);
    T found = tree.load(leaf, index);
    if (found == expected) {
      if (replacement != null) {
        tree.store(leaf, index, replacement);
      } else {
        tree.erase(leaf, index);
      }
    }
    return found;
  }

  /// Empties `index`, and frees it in an allocating array. Returns what was there, or null.
  ///
  /// Kernel: lib/xarray.c (__xa_erase)
  public @Nullable T erase(long index) {
    return tree.erase(leaf(index), index);
  }

  /// Whether no index has an entry.
  ///
  /// Kernel: include/linux/xarray.h (xa_empty)
  public boolean isEmpty() {
    assertLocked();
    return tree.isEmpty();
  }

  /// Whether the entry at `index` has the mark. Of the free mark: whether `index` has no entry.
  ///
  /// Kernel: lib/xarray.c (xa_get_mark)
  public boolean getMark(long index, Mark mark) {
    return tree.test(leaf(index), index, mark.bitmap);
  }

  /// Marks the entry at `index`; does nothing when there is none.
  ///
  /// Kernel: lib/xarray.c (__xa_set_mark)
  public void setMark(long index, Mark mark) {
    tree.mark(leaf(index), index, settable(mark), true);
  }

  /// Takes the mark off the entry at `index`.
  ///
  /// Kernel: lib/xarray.c (__xa_clear_mark)
  public void clearMark(long index, Mark mark) {
    tree.mark(leaf(index), index, settable(mark), false);
  }

  /// Whether any entry has the mark. Of the free mark: whether any index is free.
  ///
  /// Kernel: include/linux/xarray.h (xa_marked)
  public boolean isMarked(Mark mark) {
    assertLocked();
    return tree.any(mark.bitmap);
  }

  /// The first entry in `from..to`, both included; null when there is none.
  ///
  /// Kernel: lib/xarray.c (xa_find)
  public @Nullable Entry<T> find(long from, long to) {
    Cursor<T> at = cursor(from);
    T found = at.find(to);
    return found == null ? null : new Entry<>(at.index(), found);
  }

  /// The first entry with `mark` in `from..to`, both included; null when there is none.
  ///
  /// Kernel: lib/xarray.c (xa_find)
  public @Nullable Entry<T> findMarked(long from, long to, Mark mark) {
    Cursor<T> at = cursor(from);
    T found = at.findMarked(mark, to);
    return found == null ? null : new Entry<>(at.index(), found);
  }

  /// Visits all entries in index order.
  ///
  /// Kernel: include/linux/xarray.h (xa_for_each)
  public void forEach(Visitor<? super T> visitor) {
    forEach(0, MAX_INDEX, visitor);
  }

  /// Visits the entries in `from..to`, both included, in index order.
  ///
  /// Kernel: include/linux/xarray.h (xa_for_each_range)
  public void forEach(long from, long to, Visitor<? super T> visitor) {
    Cursor<T> at = cursor(from);
    for (T entry = at.find(to); entry != null; entry = at.next(to)) {
      visitor.visit(at.index(), entry);
    }
  }

  /// Visits the entries with `mark` in index order.
  ///
  /// Kernel: include/linux/xarray.h (xa_for_each_marked)
  public void forEachMarked(Mark mark, Visitor<? super T> visitor) {
    forEachMarked(0, MAX_INDEX, mark, visitor);
  }

  /// Visits the entries with `mark` in `from..to`, both included, in index order.
  ///
  /// Kernel: include/linux/xarray.h (xa_for_each_marked)
  public void forEachMarked(long from, long to, Mark mark, Visitor<? super T> visitor) {
    Cursor<T> at = cursor(from);
    for (T entry = at.findMarked(mark, to); entry != null; entry = at.nextMarked(mark, to)) {
      visitor.visit(at.index(), entry);
    }
  }

  /// Gives `entry` the lowest free id of `limit`, and returns it.
  ///
  /// @throws ErrnoException EBUSY when every id of the limit is taken
  ///
  ///   Kernel: lib/xarray.c (__xa_alloc)
  public long allocate(T entry, Limit limit) throws ErrnoException {
    Cursor<T> at = cursor(limit.min());
    if (!at.findFree(limit.max())) {
      throw Errno.EBUSY.exception();
    }
    at.store(entry);
    return at.index();
  }

  /// Gives `entry` the lowest free id of `limit` that is not below `ids.next()`; when there is
  /// none, the lowest of the limit. Moves `ids` behind the id and returns it. On failure `ids`
  /// stays.
  ///
  /// @throws ErrnoException EBUSY when every id of the limit is taken
  ///
  ///   Kernel: lib/xarray.c (__xa_alloc_cyclic)
  public long allocateCyclic(T entry, Limit limit, CyclicIds ids) throws ErrnoException {
    Cursor<T> at = cursor(Math.max(limit.min(), ids.next()));
    if (!at.findFree(limit.max())) {
      at.moveTo(limit.min());
      if (!at.findFree(limit.max())) {
        throw Errno.EBUSY.exception();
      }
    }
    at.store(entry);
    ids.advancePast(at.index());
    return at.index();
  }

  /// A cursor at `index`, in 0..4294967295, whether there is an entry or not.
  ///
  /// Kernel: include/linux/xarray.h (XA_STATE)
  public Cursor<T> cursor(long index) {
    return new Cursor<>(this, tree, checkIndex("index", index));
  }

  /// Checks the tree from top to bottom.
  ///
  /// @throws KernelBug when it is not in the form that the essay above describes
  void verify() {
    Invariants.check(tree);
  }

  /// Levels of nodes; 0 when at most index 0 is in use.
  int height() {
    Node head = tree.headNode();
    return head == null ? 0 : head.shift / Node.BITS + 1;
  }

  /// @throws KernelBug when there is a lock and the current task does not hold it
  void assertLocked() {
    if (lock != null) {
      lock.assertHeld();
    }
  }

  void checkAllocating() {
    if (!tree.tracksFree) {
      throw new KernelBug(
          "ids asked from an xarray that does not track free ones; make it with XArray.allocating");
    }
  }

  /// The bitmap of a mark that the owner may change.
  int settable(Mark mark) {
    if (tree.tracksFree && mark == Mark.FREE) {
      throw new KernelBug(
          mark + " is the free mark of an allocating xarray and follows the entries by itself");
    }
    return mark.bitmap;
  }

  /// The bitmap of a mark by which entries can be found.
  int searchable(Mark mark) {
    if (tree.tracksFree && mark == Mark.FREE) {
      throw new KernelBug(
          mark + " of an allocating xarray marks free indices, not entries; use Cursor.findFree");
    }
    return mark.bitmap;
  }

  static long checkIndex(String what, long index) {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException(
          "%s %d is outside the range of an xarray, 0..%d".formatted(what, index, MAX_INDEX));
    }
    return index;
  }

  private @Nullable Node leaf(long index) {
    assertLocked();
    return tree.leaf(checkIndex("index", index));
  }

  /// The first 16 entries in index order, for debuggers: without lock, hence only roughly while
  /// others write.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("XArray{");
    Cursor<T> at = cursor(0);
    boolean more = at.seek(Node.PRESENT, 0, MAX_INDEX);
    for (int shown = 0; more; shown++) {
      if (shown == 16) {
        return text.append(", ...}").toString();
      }
      text.append(shown == 0 ? "" : ", ").append(at.index()).append('=').append(at.peek());
      more = at.seek(Node.PRESENT, at.index() + 1, MAX_INDEX);
    }
    return text.append('}').toString();
  }
}
