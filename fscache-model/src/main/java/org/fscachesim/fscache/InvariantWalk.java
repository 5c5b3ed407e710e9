package org.fscachesim.fscache;

import static org.fscachesim.fscache.FscacheInvariant.ACCESSES_BALANCE;
import static org.fscachesim.fscache.FscacheInvariant.COLLIDED_VOLUME_IS_RELINQUISHED;
import static org.fscachesim.fscache.FscacheInvariant.COOKIES_OF_VOLUME_COUNTED;
import static org.fscachesim.fscache.FscacheInvariant.CREATION_ENDS;
import static org.fscachesim.fscache.FscacheInvariant.DISABLED_WHILE_IN_USE;
import static org.fscachesim.fscache.FscacheInvariant.HASHED_AS_FLAGGED;
import static org.fscachesim.fscache.FscacheInvariant.INVALIDATIONS_COUNTED;
import static org.fscachesim.fscache.FscacheInvariant.LRU_CONSISTENT;
import static org.fscachesim.fscache.FscacheInvariant.OBJECTS_COUNTED;
import static org.fscachesim.fscache.FscacheInvariant.OBJECT_FITS_STATE;
import static org.fscachesim.fscache.FscacheInvariant.ONE_COOKIE_PER_KEY;
import static org.fscachesim.fscache.FscacheInvariant.ONE_VOLUME_PER_KEY;
import static org.fscachesim.fscache.FscacheInvariant.PENDING_VOLUME_HAS_PREDECESSOR;
import static org.fscachesim.fscache.FscacheInvariant.REFERENCES_HAVE_OWNERS;
import static org.fscachesim.fscache.FscacheInvariant.RELINQUISHED_CACHE_IS_BARE;
import static org.fscachesim.fscache.FscacheInvariant.RELINQUISHED_COOKIE_GOES;
import static org.fscachesim.fscache.FscacheInvariant.UNTOUCHED_UNTIL_USED;
import static org.fscachesim.fscache.FscacheInvariant.USE_CALLS_OFF_EXPIRY;
import static org.fscachesim.fscache.FscacheInvariant.USE_COUNT_NOT_NEGATIVE;
import static org.fscachesim.fscache.FscacheInvariant.VOLUMES_OF_CACHE_COUNTED;
import static org.fscachesim.fscache.FscacheInvariant.VOLUME_PINNED_IN_SERVICE;
import static org.fscachesim.fscache.FscacheInvariant.VOLUME_REFERENCES_HAVE_OWNERS;
import static org.fscachesim.fscache.FscacheInvariant.WITHDRAWN_COOKIE_GOES;
import static org.fscachesim.fscache.FscacheInvariant.WORK_REFERENCES_BALANCE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.fscache.FscacheInvariants.CookieBook;
import org.fscachesim.fscache.FscacheInvariants.HolderBook;
import org.fscachesim.kernel.invariant.Violation;

/// One walk over all caches, volumes and cookies at a quiet point. It reaches no scheduling point
/// and takes no lock.
final class InvariantWalk {
  /// What the cookies of a volume add up to.
  private static final class Sum {
    int alive;
    int inUse;
  }

  private final Fscache fscache;
  private final FscacheInvariants books;
  private final List<Violation> out;
  private final Map<Volume, Sum> cookiesOf = new LinkedHashMap<>();
  private final Map<Cache, Integer> volumesOf = new LinkedHashMap<>();

  InvariantWalk(Fscache fscache, FscacheInvariants books, List<Violation> out) {
    this.fscache = fscache;
    this.books = books;
    this.out = out;
  }

  private void require(boolean holds, FscacheInvariant invariant, Object what, Object... values) {
    if (!holds) {
      StringBuilder text = new StringBuilder(what.toString());
      for (Object value : values) {
        text.append(' ').append(value);
      }
      out.add(new Violation(invariant, text.toString()));
    }
  }

  void walk() {
    int hashed = 0;
    for (Links.Link<Cookie> l = fscache.cookies().list().first(); l != null; l = l.next()) {
      cookie(l.item);
      hashed += l.item.hashNode.isHashed() ? 1 : 0;
    }
    require(
        hashed == fscache.cookies().hashedCount(),
        HASHED_AS_FLAGGED,
        "hash table of cookies",
        hashed);
    for (Links.Link<Volume> l = fscache.volumes().list().first(); l != null; l = l.next()) {
      volume(l.item);
    }
    for (Links.Link<Cache> l = fscache.caches().list().first(); l != null; l = l.next()) {
      cache(l.item);
    }
    require(
        fscache.lru().peekList().size() == fscache.stats().lru.get(),
        LRU_CONSISTENT,
        "LRU list:",
        fscache.lru().peekList().size());
  }

  private void cookie(Cookie c) {
    CookieBook book = books.book(c);
    CookieState state = c.peekState();
    boolean relinquished = has(c, CookieFlag.RELINQUISHED);
    Sum sum = cookiesOf.computeIfAbsent(c.volume(), _ -> new Sum());
    sum.alive++;
    sum.inUse += c.hashNode.isHashed() && !relinquished ? 1 : 0;

    int owners =
        (relinquished ? 0 : 1) + book.objectRefs + book.workRefs + book.lruRefs + book.waiterRefs;
    require(c.ref.peek() == owners, REFERENCES_HAVE_OWNERS, c.ref, "owners", owners, c);
    require(book.workRefs == 0 && c.work.peekIdle(), WORK_REFERENCES_BALANCE, c, book.workRefs);
    require(
        c.hashNode.isHashed() == has(c, CookieFlag.IS_HASHED)
            && !(c.hashNode.isHashed() && state == CookieState.DROPPED),
        HASHED_AS_FLAGGED,
        c);
    if (c.hashNode.isHashed() && !relinquished) {
      Cookie other = fscache.cookies().find(c, o -> o != c && !has(o, CookieFlag.RELINQUISHED));
      require(other == null, ONE_COOKIE_PER_KEY, c, "and", other == null ? "" : other);
    }
    require(
        c.peekCachePriv() == null || state != CookieState.QUIESCENT && state != CookieState.DROPPED,
        OBJECT_FITS_STATE,
        c,
        state);
    require(c.accesses.peek() == book.open, ACCESSES_BALANCE, c.accesses, "granted", book.open, c);
    boolean accessed = c.accesses.peek() != 0;
    require(
        accessed || !has(c, CookieFlag.DO_RELINQUISH) || state == CookieState.DROPPED,
        RELINQUISHED_COOKIE_GOES,
        c,
        state);
    require(
        accessed
            || !has(c, CookieFlag.DO_WITHDRAW)
            || state != CookieState.ACTIVE && state != CookieState.FAILED,
        WITHDRAWN_COOKIE_GOES,
        c,
        state);
    require(c.invalCounter() == book.invalidations, INVALIDATIONS_COUNTED, c, c.invalCounter());
    require(!has(c, CookieFlag.DISABLED) || c.active.peek() > 0, DISABLED_WHILE_IN_USE, c);
    require(c.active.peek() >= 0, USE_COUNT_NOT_NEGATIVE, c, c.active);
    require(
        c.lruLink.isListed() == (book.lruRefs == 1) && book.lruRefs >= 0 && book.lruRefs <= 1,
        LRU_CONSISTENT,
        c,
        book.lruRefs);
    require(
        c.active.peek() == 0 || state != CookieState.ACTIVE || !has(c, CookieFlag.DO_LRU_DISCARD),
        USE_CALLS_OFF_EXPIRY,
        c);
    require(
        has(c, CookieFlag.HAS_BEEN_CACHED)
            || c.peekCachePriv() == null
                && (state == CookieState.QUIESCENT || state == CookieState.DROPPED),
        UNTOUCHED_UNTIL_USED,
        c,
        state);
  }

  private void volume(Volume v) {
    HolderBook book = books.book(v);
    volumesOf.merge(v.cache(), 1, Integer::sum);
    Sum sum = cookiesOf.getOrDefault(v, new Sum());
    boolean relinquished = v.flags.peek(VolumeFlag.RELINQUISHED);

    require(v.cookies.peek() == sum.inUse, COOKIES_OF_VOLUME_COUNTED, v.cookies, sum.inUse, v);
    int owners = (relinquished ? 0 : 1) + sum.alive + book.passingRefs;
    require(v.ref.peek() == owners, VOLUME_REFERENCES_HAVE_OWNERS, v.ref, "owners", owners, v);
    require(
        v.accesses.peek() == book.open + book.pins,
        ACCESSES_BALANCE,
        v.accesses,
        "granted",
        book.open,
        "pinned",
        book.pins,
        v);
    if (v.hashNode.isHashed() && !relinquished) {
      Volume other =
          fscache.volumes().find(v, o -> o != v && !o.flags.peek(VolumeFlag.RELINQUISHED));
      require(other == null, ONE_VOLUME_PER_KEY, v, "and", other == null ? "" : other);
    }
    if (v.flags.peek(VolumeFlag.ACQUIRE_PENDING)) {
      Volume old = fscache.volumes().find(v, o -> o != v && o.flags.peek(VolumeFlag.RELINQUISHED));
      require(old != null, PENDING_VOLUME_HAS_PREDECESSOR, v);
    }
    require(
        relinquished || !v.flags.peek(VolumeFlag.COLLIDED_WITH),
        COLLIDED_VOLUME_IS_RELINQUISHED,
        v);
    require(!v.flags.peek(VolumeFlag.CREATING), CREATION_ENDS, v);
    boolean inService = v.peekCachePriv() != null && v.cache().peekState() == CacheState.ACTIVE;
    require(!inService || book.pins == 1, VOLUME_PINNED_IN_SERVICE, v);
  }

  private void cache(Cache c) {
    HolderBook book = books.book(c);
    int volumes = volumesOf.getOrDefault(c, 0);
    boolean hasBackend = c.peekState() != CacheState.NOT_PRESENT;
    require(
        c.volumeCount() == volumes && c.ref.peek() == volumes + (hasBackend ? 1 : 0),
        VOLUMES_OF_CACHE_COUNTED,
        c.ref,
        "volumes",
        volumes,
        c);
    require(
        c.accesses.peek() == book.open + book.pins,
        ACCESSES_BALANCE,
        c.accesses,
        "granted",
        book.open,
        "pinned",
        book.pins,
        c);
    require(c.objectCount() >= 0, OBJECTS_COUNTED, c, c.objectCount());
    require(hasBackend || !c.hasOps() && c.objectCount() == 0, RELINQUISHED_CACHE_IS_BARE, c);
  }

  private static boolean has(Cookie c, CookieFlag flag) {
    return c.flags.peek(flag);
  }
}
