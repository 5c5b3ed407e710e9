package org.fscachesim.fscache;

import org.jspecify.annotations.Nullable;

/// A doubly linked list whose nodes belong to the listed objects, so that any of them leaves it at
/// once.
///
/// Not safe by itself: whoever owns a list names the lock that guards it.
///
/// Kernel: include/linux/list.h
final class Links<T> {
  /// The place of one object in one kind of list.
  static final class Link<T> {
    final T item;
    private @Nullable Links<T> list;
    private @Nullable Link<T> previous;
    private @Nullable Link<T> next;

    Link(T item) {
      this.item = item;
    }

    boolean isListed() {
      return list != null;
    }

    /// The one behind, or null at the end.
    @Nullable Link<T> next() {
      return next;
    }
  }

  private @Nullable Link<T> first;
  private @Nullable Link<T> last;
  private int size;

  int size() {
    return size;
  }

  /// The head, or null when the list is empty.
  @Nullable Link<T> first() {
    return first;
  }

  void addLast(Link<T> link) {
    checkFree(link);
    link.list = this;
    link.previous = last;
    if (last == null) {
      first = link;
    } else {
      last.next = link;
    }
    last = link;
    size++;
  }

  void addFirst(Link<T> link) {
    checkFree(link);
    link.list = this;
    link.next = first;
    if (first == null) {
      last = link;
    } else {
      first.previous = link;
    }
    first = link;
    size++;
  }

  private static void checkFree(Link<?> link) {
    if (link.list != null) {
      throw new IllegalStateException(link.item + " is on a list already");
    }
  }

  void remove(Link<T> link) {
    if (link.list != this) {
      throw new IllegalStateException(link.item + " is not on this list");
    }
    if (link.previous == null) {
      first = link.next;
    } else {
      link.previous.next = link.next;
    }
    if (link.next == null) {
      last = link.previous;
    } else {
      link.next.previous = link.previous;
    }
    link.list = null;
    link.previous = null;
    link.next = null;
    size--;
  }
}
