package org.fscachesim.cachefiles.ondemand;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.xarray.CyclicIds;
import org.fscachesim.kernel.xarray.Limit;
import org.fscachesim.kernel.xarray.XArray;

/// The numbers by which the daemon knows objects: from 1, going round.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache.ondemand_ids)
final class ObjectIds {
  private static final Limit LIMIT = new Limit(1, Integer.MAX_VALUE);

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final SpinLock lock;
  // Guarded by `lock`.
  private final XArray<CacheObject> table;
  private final CyclicIds next = new CyclicIds(1);

  ObjectIds(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.machine();
    this.lock = new SpinLock(kernel, "cachefiles.ondemand_ids");
    this.table = XArray.allocating(lock);
  }

  int allocate(CacheObject object) throws ErrnoException {
    if (kernel.fault("cachefiles/object-id")) {
      throw Errno.ENOMEM.exception();
    }
    try (var _ = lock.hold()) {
      int id = (int) table.allocateCyclic(object, LIMIT, next);
      cache.driver().observer().numbered(object, id);
      return id;
    }
  }

  void free(int id) {
    try (var _ = lock.hold()) {
      if (table.load(id) != null) {
        table.erase(id);
      }
    }
  }

  void clear() {
    try (var _ = lock.hold()) {
      table.forEach((index, _) -> table.erase(index));
    }
  }

  /// Those that are given out, and to whom: for checkers.
  List<XArray.Entry<CacheObject>> peek() {
    List<XArray.Entry<CacheObject>> out = new ArrayList<>();
    try (var _ = lock.hold()) {
      table.forEach((index, object) -> out.add(new XArray.Entry<>(index, object)));
    }
    return out;
  }
}
