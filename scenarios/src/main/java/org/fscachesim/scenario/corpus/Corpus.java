package org.fscachesim.scenario.corpus;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.Optional;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.erofs.ErofsFix;
import org.fscachesim.scenario.Fixes;

/// All twins.
public final class Corpus {
  private static final ImmutableListMultimap<Family, Twin> BY_FAMILY =
      ImmutableListMultimap.<Family, Twin>builder()
          .putAll(
              Family.FSCACHE,
              new VolumeCollisionWaitSense(),
              new VolumeCollisionRecheck(),
              new VolumeCollisionWaitQueue(),
              new VolumeCreatingWakeBarrier(),
              new VolumeCreateRaceWake(),
              new VolumeKeyUnsignedLength(),
              new InvalidateDuringLookup(),
              new InvalidateAccessLeak(),
              new LruDiscardCancelOnUse(),
              new LruDiscardAccessCheck(),
              new LruTimerShutdown(),
              new PutCacheErrorPointer(),
              new BeginOperationClearsCookie())
          .putAll(
              Family.CACHEFILES,
              new BlockshiftInBytes(),
              new DefaultCacheTag(),
              new VolumeCoherencyLayout(),
              new VolumeXattrBounds(),
              new OpenFileDentryPut(),
              new MkdirInjectedError(),
              new MkdirErrorPropagate(),
              new GetDirectoryUnlockOnce(),
              new UnmarkInodeOnError(),
              new DropCredentials(),
              new PropagateGetxattrErrors(),
              new WithdrawVolumeTryGet(),
              new WithdrawVolumesFirst(),
              new XattrFreezeProtection(),
              new TmpfilePutOnce(),
              new WriteReturnsBytes(),
              new SecctxParsedAtOnce(),
              new TmpfileNeededAtBind(),
              new CullDentryRef(),
              new BuryUnmarkLocked())
          .putAll(
              Family.ON_DEMAND,
              new OndemandInfoLock(),
              new FdWriteFileRef(),
              new CopenInvalidSize(),
              new CyclicFairDequeue(),
              new ObjectStates(),
              new PollinOnlyNew(),
              new RestoreInflight(),
              new NullInfoGuard(),
              new FlushErasesRequests(),
              new RequestRefcount(),
              new DaemonReadObjectRef(),
              new AnswerTypeCheck(),
              new SingleAnonFd(),
              new LateFdInstall(),
              new PinBeforeFdInstall(),
              new CopenResetsReopening(),
              new FlushOnDead(),
              new KillableWait(),
              new NoSendWhileDropping(),
              new CancelRequestsOnDrop(),
              new CancelReopenWork(),
              new CyclicMessageIds(),
              new PollHoldsLock(),
              new FdWriteLength(),
              new FdWritePosition(),
              new UnbindPincount(),
              new FdReleaseOwnRequests())
          .putAll(
              Family.NETFS,
              new ReadSkipStopsOnRelease(),
              new MarkFscacheOnce(),
              new Pgpriv2CancelNoCache(),
              new Pgpriv2KeepFolioSlot(),
              new NetfsClearAndWake(),
              new WriteReqAsyncLookup(),
              new EvictAwaitsRequests())
          .putAll(
              Family.EROFS,
              new ReadFolioErrno(),
              new DomainRelinquishLocked(),
              new PseudoMountError())
          .putAll(
              Family.GUARDS,
              new DeadCheckUnderLock(),
              new DeadSetBeforeFlush(),
              new AccessRecheck(),
              new NoAccessWakeGate(),
              new RelinquishCollisionWait(),
              new CloseNeedsOpenState(),
              new LookupNotReentrant())
          .build();

  private Corpus() {}

  /// Those of a family, in the order in which they are listed.
  public static List<Twin> of(Family family) {
    return BY_FAMILY.get(family);
  }

  /// The family of one.
  public static Family family(Twin twin) {
    for (Family family : Family.values()) {
      if (of(family).contains(twin)) {
        return family;
      }
    }
    throw new IllegalArgumentException(twin.name() + " is not in the corpus");
  }

  /// All, family by family.
  public static List<Twin> all() {
    return BY_FAMILY.values().asList();
  }

  /// Finds a twin by its name.
  public static Optional<Twin> byName(String name) {
    return all().stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /// All fixes that there are.
  public static List<Switch> fixes() {
    return ImmutableList.<Switch>builder()
        .add(FscacheFix.values())
        .add(CachefilesFix.values())
        .add(NetfsFix.values())
        .add(ErofsFix.values())
        .build();
  }

  /// The guards that were right from the start.
  public static List<Switch> mutations() {
    return ImmutableList.<Switch>builder()
        .add(FscacheMutation.values())
        .add(CachefilesMutation.values())
        .build();
  }

  /// A release, with every fix put in.
  static KernelConfig allFixed(KernelVersion version) {
    return Fixes.allIn(KernelConfig.of(version));
  }
}
