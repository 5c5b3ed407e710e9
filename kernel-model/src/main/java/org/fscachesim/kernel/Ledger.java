package org.fscachesim.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The live [KernelObject]s of a kernel, by type: what is left at the end has leaked.
public final class Ledger {
  private static final class Kind {
    @Nullable KernelObject newest;
    long live;
    long allocated;
  }

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  Ledger() {}

  synchronized void add(KernelObject object) {
    Kind kind = kinds.computeIfAbsent(object.objectType(), _ -> new Kind());
    object.previous = kind.newest;
    if (kind.newest != null) {
      kind.newest.next = object;
    }
    kind.newest = object;
    kind.live++;
    kind.allocated++;
  }

  synchronized void remove(KernelObject object) {
    Kind kind = kinds.computeIfAbsent(object.objectType(), _ -> new Kind());
    if (object.next != null) {
      object.next.previous = object.previous;
    } else {
      kind.newest = object.previous;
    }
    if (object.previous != null) {
      object.previous.next = object.next;
    }
    object.previous = null;
    object.next = null;
    kind.live--;
  }

  /// How many objects of that type live.
  public synchronized long live(String type) {
    Kind kind = kinds.get(type);
    return kind == null ? 0 : kind.live;
  }

  /// How many objects of that type were ever allocated.
  public synchronized long allocated(String type) {
    Kind kind = kinds.get(type);
    return kind == null ? 0 : kind.allocated;
  }

  /// One line per live object, oldest first within its type; empty when nothing is left.
  public List<String> leaks() {
    return live().stream().map(KernelObject::toString).toList();
  }

  private synchronized List<KernelObject> live() {
    List<KernelObject> out = new ArrayList<>();
    for (Kind kind : kinds.values()) {
      List<KernelObject> ofKind = new ArrayList<>();
      for (KernelObject o = kind.newest; o != null; o = o.previous) {
        ofKind.add(o);
      }
      out.addAll(ofKind.reversed());
    }
    return out;
  }
}
