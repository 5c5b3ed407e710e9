package org.fscachesim.cachefiles;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.kernel.KernelVersion.V6_10;
import static org.fscachesim.kernel.KernelVersion.V6_7;
import static org.fscachesim.kernel.KernelVersion.V6_8;

import com.google.common.collect.ImmutableSet;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// What cachefiles does in some releases and not in others.
public enum CachefilesBehaviour implements Switch {
  /// Requests are handed out in turn, beginning behind the last one, and not always from the first.
  CYCLIC_DEQUEUE(V6_7, V6_8, V6_10, D6_1_192, D6_12_117),
  /// A `copen` with a number below -4095 for a size answers `EINVAL`.
  COPEN_REFUSES_IMPOSSIBLE_ERRORS(V6_7, V6_8, V6_10, D6_1_192, D6_12_117),
  /// Objects have a state; a READ for a closed one makes the kernel ask to open again; `restore`;
  /// only undelivered requests make the device readable; a READ outlives its descriptor.
  OBJECT_STATES(V6_8, V6_10, D6_1_192, D6_12_117),
  /// Ids of messages go on, and are not reused before the counter wraps.
  CYCLIC_MESSAGE_IDS(V6_10, D6_1_192, D6_12_117),
  /// `copen` takes only a delivered OPEN, and completing only a READ of the descriptor's object.
  ANSWERS_ARE_CHECKED(V6_10, D6_1_192, D6_12_117),
  /// A fatal signal ends the wait for the daemon.
  KILLABLE_WAIT(V6_10, D6_1_192, D6_12_117),
  /// An OPEN's descriptor becomes visible after the message was copied out.
  LATE_FD_INSTALL(V6_10, D6_1_192, D6_12_117),
  /// An object has one descriptor at most; a second OPEN fails with `EEXIST`.
  ONE_FD_PER_OBJECT(V6_10, D6_1_192, D6_12_117),
  /// A fatal I/O error fails all requests at once.
  KILL_FLUSHES_REQUESTS(V6_10, D6_1_192, D6_12_117),
  /// An object that is dropped takes its requests with it.
  DROP_CANCELS_REQUESTS(V6_10, D6_1_192, D6_12_117),
  /// A write through an anonymous descriptor begins at the page that it lies in.
  FD_WRITE_ROUNDS_START_DOWN(V5_19, V6_7, D6_1_192),
  /// A write through an anonymous descriptor gives what was written, and moves the position.
  FD_WRITE_GIVES_REAL_COUNT(D6_1_192, D6_12_117),
  /// The trace of such a write shows the caller's length.
  FD_WRITE_TRACES_REAL_LENGTH(D6_12_117),
  /// An error from reading a stored record fails the lookup; without it the object is replaced.
  RECORD_ERRORS_FAIL_LOOKUP(V6_10, D6_1_192, D6_12_117),
  /// Unbind waits for the lookups in each volume before it withdraws the objects.
  VOLUMES_DRAINED_FIRST(V6_10, D6_1_192, D6_12_117),
  /// The security context is looked at when the command gives it, and not at bind.
  SECCTX_AT_COMMAND(D6_1_192, D6_12_117),
  /// A write must begin at a block and fit the caller's buffer.
  PREPARE_WRITE_REFUSES_MISFITS(V6_8, V6_10, D6_12_117),
  /// Cache files have mode 0600, and not 0.
  DATA_FILES_HAVE_OWNER_MODE(D6_12_117),
  /// Bind needs a filesystem that can make files without a name.
  TMPFILE_NEEDED_AT_BIND(V6_7, V6_8, V6_10, D6_1_192, D6_12_117),
  /// The trace of a decision about a read names the request, and not the object.
  PREPARE_READ_TRACES_REQUEST(V5_19, D6_1_192),
  /// A read() of the device holds a reference on the object of the request that it delivers.
  DELIVERY_HOLDS_OBJECT(V6_10, D6_1_192, D6_12_117),
  /// References that descriptors hold have words of their own in traces.
  FD_REFERENCES_ARE_NAMED(V6_10, D6_1_192, D6_12_117);

  private final ImmutableSet<KernelVersion> versions;

  CachefilesBehaviour(KernelVersion... versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}
