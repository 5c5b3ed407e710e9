package org.fscachesim.kernel.xarray;

import static org.fscachesim.kernel.xarray.Node.BITMAPS;
import static org.fscachesim.kernel.xarray.Node.BITS;
import static org.fscachesim.kernel.xarray.Node.FREE;
import static org.fscachesim.kernel.xarray.Node.PRESENT;
import static org.fscachesim.kernel.xarray.Node.SLOTS;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// Checks that a tree has the one form that its entries and marks allow.
///
/// Verified: links between nodes, a node's slots against its bitmaps, each bitmap against those of
/// the children, marks only on entries, free marks exactly on holes, no empty node, no needless
/// height. Not verified, for the tree cannot know: whether these are the entries that were stored.
/// That takes a second bookkeeping beside the array.
final class Invariants {
  private final Tree<?> tree;

  private Invariants(Tree<?> tree) {
    this.tree = tree;
  }

  static void check(Tree<?> tree) {
    Invariants invariants = new Invariants(tree);
    Node head = tree.headNode();
    if (head == null) {
      invariants.checkHeadEntry();
      return;
    }
    require(head.parent == null, head, "the head has a parent");
    require(
        head.bitmap(PRESENT) != 1L,
        head,
        "the head only passes on to slot 0: the tree is too high");
    invariants.checkNode(head);
  }

  private void checkHeadEntry() {
    boolean entry = tree.head() != null;
    for (int which = 0; which < BITMAPS; which++) {
      if (which == PRESENT) {
        KernelBug.check(tree.headBit(which) == entry, "head: the present bit is wrong");
      } else if (tree.tracksFree && which == FREE) {
        KernelBug.check(tree.headBit(which) != entry, "head: the free mark is wrong");
      } else {
        KernelBug.check(entry || !tree.headBit(which), "head: mark " + which + " on nothing");
      }
    }
  }

  private void checkNode(Node node) {
    require(node.any(PRESENT), node, "an empty node is in the tree");
    for (int slot = 0; slot < SLOTS; slot++) {
      Object content = node.slots[slot];
      require(
          (content instanceof Node) == (content != null && !node.isLeaf()),
          node,
          "slot %d holds a thing of another level",
          slot);
      if (content instanceof Node child) {
        checkLinks(node, slot, child);
        checkNode(child);
      }
      for (int which = 0; which < BITMAPS; which++) {
        checkBit(node, slot, which);
      }
    }
  }

  private void checkLinks(Node node, int slot, Node child) {
    require(child.parent == node, node, "the child in slot %d has another parent", slot);
    require(
        child.offset == slot,
        node,
        "the child in slot %d believes to be in %d",
        slot,
        child.offset);
    require(
        child.shift == node.shift - BITS,
        node,
        "the child in slot %d has shift %d",
        slot,
        child.shift);
  }

  private void checkBit(Node node, int slot, int which) {
    Object content = node.slots[slot];
    boolean expected;
    if (content instanceof Node child) {
      expected = child.any(which);
    } else if (which == PRESENT) {
      expected = content != null;
    } else if (tree.tracksFree && which == FREE) {
      expected = content == null;
    } else if (content == null) {
      expected = false;
    } else {
      return; // the owner's own mark on an entry: both values are right
    }
    require(
        node.test(which, slot) == expected,
        node,
        "bit %d of bitmap %d should be %s",
        slot,
        which,
        expected);
  }

  /// Formats only when it fails: there are four bits to check for each slot.
  @FormatMethod
  private static void require(
      boolean condition, Node node, @FormatString String format, @Nullable Object... args) {
    if (!condition) {
      throw new KernelBug(
          "xarray node (shift %d, slot %d of its parent): %s"
              .formatted(node.shift, node.offset, format.formatted(args)));
    }
  }
}
