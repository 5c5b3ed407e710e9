package org.fscachesim.netfs.erofs;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Refcount;

/// A volume that several mounts have in common. Each mount and each blob in it holds a reference.
///
/// Kernel: fs/erofs/internal.h (struct erofs_domain)
final class Domain extends KernelObject {
  /// The name under which the ledger counts it.
  static final String TYPE = "erofs domain";

  private final String id;
  private final Volume volume;
  private final Refcount references;

  Domain(Kernel kernel, String id, Volume volume) {
    super(kernel, TYPE);
    this.id = id;
    this.volume = volume;
    this.references = new Refcount(kernel, "erofs domain " + id, 1);
  }

  String id() {
    return id;
  }

  Volume volume() {
    return volume;
  }

  void get() {
    references.incAndGet();
  }

  boolean putAndTest() {
    return references.decAndTest();
  }

  void relinquish() {
    volume.relinquish(null, false);
    free("no mount left");
  }

  @Override
  protected String objectName() {
    return id;
  }
}
