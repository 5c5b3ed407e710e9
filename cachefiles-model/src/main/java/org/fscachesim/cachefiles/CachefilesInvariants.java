package org.fscachesim.cachefiles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.fscachesim.cachefiles.daemon.Watermarks;
import org.fscachesim.cachefiles.ondemand.Message;
import org.fscachesim.cachefiles.ondemand.OnDemandObject;
import org.fscachesim.cachefiles.ondemand.Request;
import org.fscachesim.cachefiles.ondemand.RequestObserver;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.invariant.Checker;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;

/// Checks that cachefiles keeps its [CachefilesInvariant]s.
///
/// It keeps books on requests and descriptors, and walks the cache at a quiet point: when every
/// task waits for the daemon, for a client or for the clock, and none is on its way. It judges a
/// kernel by the switches that the kernel has: where a release broke a rule, that rule is not asked
/// of it. It does not check that waiting ends, nor what data is read; what is on disk it takes from
/// the marks in memory.
public final class CachefilesInvariants implements RequestObserver, Checker {
  private static final int SHORTEST_STATE = 76;
  private static final int LONGEST_STATE = 188;

  private final Cachefiles cachefiles;
  private final Kernel kernel;
  private final List<Violation> violations = new ArrayList<>();
  // What is known of the cache behind the device; begun anew with each.
  private @Nullable CachefilesCache known;
  private @Nullable Watermarks frozen;
  // Bytes of the message that a task is reading.
  private final Map<Task, Integer> takenBy = new LinkedHashMap<>();
  private final Map<Request, Integer> deliveries = new LinkedHashMap<>();
  private final Map<CacheObject, Integer> descriptors = new LinkedHashMap<>();
  private final Set<Long> pending = new LinkedHashSet<>();
  private final Fairness fairness = new Fairness();
  private final GhostIdentity ghosts = new GhostIdentity();
  private long lastMessageId = -1;
  private int lastObjectId;
  private int liveDescriptors;

  private CachefilesInvariants(Cachefiles cachefiles) {
    this.cachefiles = cachefiles;
    this.kernel = cachefiles.kernel();
  }

  /// Begins to observe; for cachefiles, while it is being loaded.
  static CachefilesInvariants attach(Cachefiles cachefiles) {
    CachefilesInvariants checker = new CachefilesInvariants(cachefiles);
    cachefiles.observe(checker);
    return checker;
  }

  @Override
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>(violations);
    CachefilesCache cache = cachefiles.cache();
    require(
        out,
        cachefiles.isDeviceOpen() == (cache != null),
        CachefilesInvariant.ONE_INSTANCE,
        () -> "open: " + cachefiles.isDeviceOpen() + ", cache: " + cache);
    if (cache != null) {
      follow(cache);
      walk(out, cache);
    }
    return out;
  }

  private static void require(
      List<Violation> out, boolean holds, CachefilesInvariant invariant, Supplier<String> what) {
    if (!holds) {
      out.add(new Violation(invariant, what.get()));
    }
  }

  private void require(boolean holds, CachefilesInvariant invariant, Object what) {
    require(violations, holds, invariant, what::toString);
  }

  private void require(boolean holds, CachefilesInvariant invariant, Supplier<String> what) {
    require(violations, holds, invariant, what);
  }

  @SuppressWarnings("ReferenceEquality")
  private void follow(CachefilesCache cache) {
    if (cache != known) {
      known = cache;
      frozen = null;
      lastMessageId = -1;
      lastObjectId = 0;
      liveDescriptors = 0;
      deliveries.clear();
      descriptors.clear();
      pending.clear();
      fairness.forget();
      ghosts.forget();
    }
  }

  // ---- at each step

  @Override
  public void commanded(CachefilesCache cache, int length, int result, boolean wasDead) {
    require(
        result < 0 || result == length,
        CachefilesInvariant.COMMANDS_ARE_WHOLE,
        () -> result + " of " + length + " bytes");
    require(
        !wasDead || result == -Errno.EIO.code(),
        CachefilesInvariant.DEAD_TAKES_NO_COMMAND,
        () -> "result " + result);
  }

  @Override
  public void deviceRead(CachefilesCache cache, int result, boolean wasReady) {
    int message = Objects.requireNonNullElse(takenBy.remove(kernel.current()), 0);
    if (!wasReady) {
      require(
          result == 0, CachefilesInvariant.STATE_HAS_ITS_SIZE, () -> result + " bytes before bind");
    } else if (cache.peekFlags().peek(CacheFlag.ONDEMAND_MODE)) {
      require(
          result < 0 || result == message,
          CachefilesInvariant.MESSAGES_ARE_WHOLE,
          () -> result + " bytes of a message of " + message);
    } else {
      require(
          result < 0 || result >= SHORTEST_STATE && result <= LONGEST_STATE,
          CachefilesInvariant.STATE_HAS_ITS_SIZE,
          () -> result + " bytes");
    }
  }

  @Override
  public void enqueued(Request request) {
    follow(request.peekObject().peekCache());
    long id = request.peekIndex();
    if (request.peekObject().peekCache().requests().idsGoRound()) {
      boolean wrapped = id < lastMessageId && id == 0;
      require(id > lastMessageId || wrapped, CachefilesInvariant.MESSAGE_IDS, request);
      lastMessageId = id;
    } else {
      long lowest = lowestFree();
      require(
          id == lowest,
          CachefilesInvariant.MESSAGE_IDS,
          () -> request + ", but " + lowest + " is free");
    }
    pending.add(id);
    fairness.enqueued(request);
    requireOpenToClose(request);
  }

  private void requireOpenToClose(Request request) {
    OnDemandObject onDemand = request.peekObject().onDemand();
    if (request.peekMessage() instanceof Message.Close && onDemand != null) {
      boolean open =
          request.peekObject().peekCache().requests().hasStates()
              ? onDemand.peekState() == OnDemandObject.State.OPEN
              : onDemand.peekId() > 0;
      require(open, CachefilesInvariant.CLOSE_IS_OF_OPEN, request);
    }
  }

  private long lowestFree() {
    long lowest = 0;
    while (pending.contains(lowest)) {
      lowest++;
    }
    return lowest;
  }

  @Override
  public void delivered(Request request) {
    int times = deliveries.merge(request, 1, Integer::sum);
    require(times == 1, CachefilesInvariant.DELIVERED_ONCE, request);
    takenBy.put(kernel.current(), request.peekMessage().length());
    Request starved = fairness.delivered(request);
    require(
        starved == null,
        CachefilesInvariant.NOBODY_STARVES,
        () -> starved + " is passed over by " + request);
    String wrong = ghosts.delivered(kernel.current(), request);
    require(wrong == null, CachefilesInvariant.MESSAGES_MAKE_SENSE, () -> "" + wrong);
  }

  @Override
  public void answered(Request request) {
    String wrong = ghosts.answered(kernel.current(), request);
    require(wrong == null, CachefilesInvariant.ANSWERS_ARE_MEANT, () -> "" + wrong);
  }

  @Override
  public void restored() {
    deliveries.keySet().forEach(fairness::renewed);
    deliveries.clear();
  }

  @Override
  public void completed(Request request) {
    require(request.peekCompletions() == 1, CachefilesInvariant.COMPLETED_ONCE, request);
    deliveries.remove(request);
    fairness.completed(request);
    pending.remove(request.peekIndex());
  }

  @Override
  public void numbered(CacheObject object, int id) {
    follow(object.peekCache());
    boolean wrapped = id == 1 && lastObjectId == Integer.MAX_VALUE;
    require(id > lastObjectId || wrapped, CachefilesInvariant.OBJECT_IDS, () -> "object id " + id);
    lastObjectId = id;
  }

  @Override
  public void descriptorMade(CacheObject object) {
    int now = descriptors.merge(object, 1, Integer::sum);
    if (object.peekCache().requests().refusesSecondDescriptor()) {
      require(now == 1, CachefilesInvariant.ONE_DESCRIPTOR, object);
    }
    liveDescriptors++;
  }

  @Override
  public void descriptorReleased(CacheObject object) {
    descriptors.computeIfPresent(object, (_, n) -> n == 1 ? null : n - 1);
    liveDescriptors--;
  }

  // ---- at a quiet point

  private void walk(List<Violation> out, CachefilesCache cache) {
    require(
        out,
        cache.space().peekBlocksInFlight() == 0,
        CachefilesInvariant.NO_BLOCKS_IN_FLIGHT,
        () -> cache.space().peekBlocksInFlight() + " blocks");
    boolean bound = cache.peekFlags().peek(CacheFlag.READY);
    boolean released = cache.isReleased();
    if (cache.descriptorsPin()) {
      int expected = (released ? 0 : 1) + liveDescriptors;
      require(
          out,
          cache.peekPins() == expected,
          CachefilesInvariant.PINS,
          () -> cache.peekPins() + " pins, but " + liveDescriptors + " descriptors");
    }
    if (bound) {
      walkLimits(out, cache);
      walkDirectories(out, cache);
      walkObjects(out, cache);
    }
    boolean dead = cache.peekFlags().peek(CacheFlag.DEAD);
    boolean flushed = released || dead && cache.flushesWhenDead();
    List<XArray.Entry<Request>> table = cache.requests().peekTable();
    require(out, !flushed || table.isEmpty(), CachefilesInvariant.FLUSHED, table::toString);
    for (XArray.Entry<Request> entry : table) {
      walkRequest(out, cache, entry.index(), entry.value());
    }
  }

  private void walkLimits(List<Violation> out, CachefilesCache cache) {
    Watermarks now = cache.space().watermarks();
    if (frozen == null) {
      frozen = now;
    }
    require(
        out,
        now.equals(frozen),
        CachefilesInvariant.LIMITS_ARE_FROZEN,
        () -> frozen + " became " + now);
  }

  private static void walkDirectories(List<Violation> out, CachefilesCache cache) {
    CachefilesCache.Mounted mounted = cache.mounted();
    requireMarked(out, mounted.directory().isInUse(), () -> "cache/");
    requireMarked(out, mounted.graveyard().isInUse(), () -> "graveyard/");
    for (CacheVolume volume : cache.peekVolumes()) {
      requireMarked(out, volume.directory().isInUse(), volume::toString);
      for (Inode fanout : volume.peekFanouts()) {
        requireMarked(out, fanout.isInUse(), () -> volume + ", fan-out " + fanout);
      }
    }
  }

  private static void requireMarked(List<Violation> out, boolean marked, Supplier<String> what) {
    require(out, marked, CachefilesInvariant.DIRECTORIES_ARE_MARKED, what);
  }

  private void walkObjects(List<Violation> out, CachefilesCache cache) {
    long live = kernel.ledger().live(CacheObject.TYPE);
    int counted = cache.fscacheCache().objectCount();
    require(
        out,
        live == counted,
        CachefilesInvariant.OBJECTS_ARE_COUNTED,
        () -> live + " objects, of which fscache knows " + counted);
    for (CacheObject object : cache.peekObjects()) {
      CacheFile file = object.peekFile();
      require(
          out,
          file == null || file.inode().isInUse(),
          CachefilesInvariant.FILES_ARE_MARKED,
          object::toString);
      OnDemandObject onDemand = object.onDemand();
      if (onDemand != null) {
        walkOnDemand(out, cache, object, onDemand);
      }
    }
  }

  private void walkOnDemand(
      List<Violation> out, CachefilesCache cache, CacheObject object, OnDemandObject onDemand) {
    String what = object + ": state " + onDemand.peekState() + ", id " + onDemand.peekId();
    boolean asked =
        cache.requests().peekTable().stream()
            .anyMatch(
                e ->
                    e.value().peekObject() == object
                        && e.value().peekMessage() instanceof Message.Open);
    switch (onDemand.peekState()) {
      case OPEN ->
          require(
              out,
              !cache.requests().locksInfo() || onDemand.peekId() > 0,
              CachefilesInvariant.OPEN_HAS_DESCRIPTOR,
              () -> what);
      case REOPENING ->
          require(
              out,
              !cache.requests().answers().resetsReopening()
                  || onDemand.peekId() > 0
                  || asked
                  || !onDemand.peekReopenIdle(),
              CachefilesInvariant.REOPENING_IS_ASKED,
              () -> what);
      case CLOSE, DROPPING -> {}
    }
  }

  private void walkRequest(List<Violation> out, CachefilesCache cache, long id, Request request) {
    require(
        out,
        request.peekCompletions() == 0,
        CachefilesInvariant.TABLE_IS_PENDING,
        request::toString);
    require(
        out,
        !(request.peekMessage() instanceof Message.Close) || cache.requests().peekNew(id),
        CachefilesInvariant.CLOSE_LEAVES,
        request::toString);
    OnDemandObject onDemand = request.peekObject().onDemand();
    require(
        out,
        onDemand == null
            || onDemand.peekState() != OnDemandObject.State.DROPPING
            || !cache.requests().cancelsOnDrop(),
        CachefilesInvariant.DROPPED_IS_GONE,
        request::toString);
  }
}
