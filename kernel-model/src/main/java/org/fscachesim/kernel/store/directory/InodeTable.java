package org.fscachesim.kernel.store.directory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fscachesim.kernel.store.FileType;
import org.jspecify.annotations.Nullable;

/// The one object for each inode that somebody references. Those that are open or marked in use are
/// kept even when nobody else references them: the mark must not get lost. Guarded by the store's
/// lock.
final class InodeTable {
  private static final class Entry extends WeakReference<HostInode> {
    private final HostInode.Key key;
    private @Nullable Descriptor pinned;

    Entry(HostInode inode, ReferenceQueue<HostInode> queue) {
      super(inode, queue);
      this.key = inode.key();
    }
  }

  private final DirectoryStore store;
  private final Map<HostInode.Key, Entry> entries = new HashMap<>();
  private final Set<HostInode> held = new HashSet<>();
  private final ReferenceQueue<HostInode> collected = new ReferenceQueue<>();

  InodeTable(DirectoryStore store) {
    this.store = store;
  }

  /// The object for that inode, a new one if there is none.
  HostInode get(HostInode.Key key, FileType type) {
    @Nullable HostInode known = find(key);
    if (known != null) {
      return known;
    }
    HostInode fresh = new HostInode(store, key, type);
    entries.put(key, new Entry(fresh, collected));
    return fresh;
  }

  /// The object for that inode, if somebody references it.
  @Nullable HostInode find(HostInode.Key key) {
    forgetCollected();
    @Nullable Entry entry = entries.get(key);
    return entry == null ? null : entry.get();
  }

  /// Takes the inode out: it was removed.
  void remove(HostInode inode) {
    unpin(inode);
    entries.remove(inode.key());
    held.remove(inode);
  }

  /// Keeps or stops keeping an inode that nobody else references.
  void hold(HostInode inode) {
    if (inode.isHeld()) {
      held.add(inode);
    } else {
      held.remove(inode);
    }
  }

  @Nullable Descriptor pinned(HostInode inode) {
    forgetCollected();
    @Nullable Entry entry = entries.get(inode.key());
    return entry == null ? null : entry.pinned;
  }

  /// Gives the inode a descriptor of its own, to be closed with it at the latest.
  void pin(HostInode inode, Descriptor descriptor) {
    @Nullable Entry entry = entries.get(inode.key());
    if (entry == null || entry.pinned != null) {
      throw new IllegalStateException(inode + " cannot be pinned");
    }
    entry.pinned = descriptor;
  }

  void unpin(HostInode inode) {
    @Nullable Descriptor pinned = takePinned(inode);
    if (pinned != null) {
      pinned.drop();
    }
  }

  /// Takes the pinned descriptor away, for the caller to keep.
  @Nullable Descriptor takePinned(HostInode inode) {
    @Nullable Entry entry = entries.get(inode.key());
    if (entry == null) {
      return null;
    }
    @Nullable Descriptor pinned = entry.pinned;
    entry.pinned = null;
    return pinned;
  }

  /// All that have a descriptor of their own, as files without a name have.
  List<Descriptor> pinned() {
    forgetCollected();
    List<Descriptor> out = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.pinned != null) {
        out.add(entry.pinned);
      }
    }
    return out;
  }

  void dropAll() {
    for (Entry entry : entries.values()) {
      if (entry.pinned != null) {
        entry.pinned.drop();
        entry.pinned = null;
      }
    }
    entries.clear();
    held.clear();
  }

  private void forgetCollected() {
    for (@Nullable Reference<? extends HostInode> reference = collected.poll();
        reference != null;
        reference = collected.poll()) {
      Entry entry = (Entry) reference;
      entries.remove(entry.key, entry);
      if (entry.pinned != null) {
        entry.pinned.drop();
      }
    }
  }
}
