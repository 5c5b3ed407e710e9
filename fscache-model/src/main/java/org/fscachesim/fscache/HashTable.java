package org.fscachesim.fscache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Objects by the hash of their key, newest first within a bucket.
///
/// The kernel has 2^15 buckets for cookies and 2^10 for volumes, whatever their number. This table
/// grows instead, so that a lookup among a million stays short; since equal keys always share a
/// bucket, and a bucket keeps its order when it is split, who finds whom first is the same.
///
/// Guarded by one spin lock of its owner, where the kernel has one in each bucket: buckets have
/// nothing to do with each other, so nothing that can be observed depends on it.
///
/// Kernel: include/linux/list_bl.h
final class HashTable<T> {
  /// The place of one object in a table.
  static final class Node<T> {
    final T item;
    private final int hash;
    private boolean hashed;
    private @Nullable Node<T> next;

    Node(T item, int hash) {
      this.item = item;
      this.hash = hash;
    }

    boolean isHashed() {
      return hashed;
    }
  }

  private static final int INITIAL_BUCKETS = 16;

  private List<@Nullable Node<T>> buckets = empty(INITIAL_BUCKETS);
  private int size;

  private static <T> List<@Nullable Node<T>> empty(int buckets) {
    List<@Nullable Node<T>> out = new ArrayList<>(buckets);
    for (int i = 0; i < buckets; i++) {
      out.add(null);
    }
    return out;
  }

  int size() {
    return size;
  }

  private int bucket(int hash) {
    return hash & (buckets.size() - 1);
  }

  /// The newest object with this hash that is `same`, or null.
  @Nullable T find(int hash, Predicate<T> same) {
    for (Node<T> n = buckets.get(bucket(hash)); n != null; n = n.next) {
      if (n.hash == hash && same.test(n.item)) {
        return n.item;
      }
    }
    return null;
  }

  /// Adds at the head of its bucket.
  void add(Node<T> node) {
    if (node.hashed) {
      throw new IllegalStateException(node.item + " is hashed already");
    }
    if (size >= buckets.size()) {
      grow();
    }
    push(buckets, node);
    node.hashed = true;
    size++;
  }

  private static <T> void push(List<@Nullable Node<T>> buckets, Node<T> node) {
    int at = node.hash & (buckets.size() - 1);
    node.next = buckets.get(at);
    buckets.set(at, node);
  }

  private void grow() {
    List<@Nullable Node<T>> bigger = empty(buckets.size() * 2);
    List<Node<T>> chain = new ArrayList<>();
    for (@Nullable Node<T> head : buckets) {
      chain.clear();
      for (Node<T> n = head; n != null; n = n.next) {
        chain.add(n);
      }
      for (Node<T> n : chain.reversed()) {
        push(bigger, n);
      }
    }
    buckets = bigger;
  }

  void remove(Node<T> node) {
    int at = bucket(node.hash);
    Node<T> before = null;
    Node<T> n = buckets.get(at);
    while (n != null && n != node) {
      before = n;
      n = n.next;
    }
    if (n == null) {
      throw new IllegalStateException(node.item + " is not hashed");
    }
    if (before == null) {
      buckets.set(at, node.next);
    } else {
      before.next = node.next;
    }
    node.next = null;
    node.hashed = false;
    size--;
  }
}
