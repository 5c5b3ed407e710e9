package org.fscachesim.fscache;

import java.util.Locale;
import org.fscachesim.kernel.trace.TraceEvent;

/// The tracepoints of fscache. Ids are debug ids, and every count is the one after the change.
///
/// Kernel: include/trace/events/fscache.h
public sealed interface FscacheEvent extends TraceEvent {
  /// A reference of a cache.
  record CacheRef(int cache, CacheTrace why, int ref) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_cache";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "C=%08x %s r=%d", cache, why.text(), ref);
    }
  }

  /// A reference of a volume.
  record VolumeRef(int volume, VolumeTrace why, int ref) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_volume";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "V=%08x %s u=%d", volume, why.text(), ref);
    }
  }

  /// A reference of a cookie.
  record CookieRef(int cookie, CookieTrace why, int ref) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_cookie";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "c=%08x %s r=%d", cookie, why.text(), ref);
    }
  }

  /// A use of a cookie.
  record Active(int cookie, ActiveTrace why, int ref, long accesses, long active)
      implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_active";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "c=%08x %s r=%d a=%d c=%d", cookie, why.text(), ref, accesses, active);
    }
  }

  /// An access to a cache.
  record AccessCache(int cache, AccessTrace why, int ref, long accesses) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_access_cache";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "C=%08x %s r=%d a=%d", cache, why.text(), ref, accesses);
    }
  }

  /// An access to a volume.
  ///
  /// @param cookie for which cookie, 0 for none
  record AccessVolume(int volume, int cookie, AccessTrace why, int ref, long accesses)
      implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_access_volume";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "V=%08x c=%08x %s r=%d a=%d", volume, cookie, why.text(), ref, accesses);
    }
  }

  /// An access to a cookie.
  record Access(int cookie, AccessTrace why, int ref, long accesses) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_access";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "c=%08x %s r=%d a=%d", cookie, why.text(), ref, accesses);
    }
  }

  /// A cookie was acquired.
  record Acquire(int cookie, int volume, int volumeRef, long volumeCookies)
      implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_acquire";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "c=%08x V=%08x vr=%d vc=%d", cookie, volume, volumeRef, volumeCookies);
    }
  }

  /// A cookie is relinquished.
  ///
  /// @param flags the low eight bits
  record Relinquish(int cookie, int volume, int ref, long active, int flags, boolean retire)
      implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_relinquish";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "c=%08x V=%08x r=%d U=%d f=%02x rt=%d",
          cookie,
          volume,
          ref,
          active,
          flags,
          retire ? 1 : 0);
    }
  }

  /// A cookie is invalidated.
  record Invalidate(int cookie, long newSize) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_invalidate";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "c=%08x sz=%x", cookie, newSize);
    }
  }

  /// A cookie is resized.
  record Resize(int cookie, long oldSize, long newSize) implements FscacheEvent {
    @Override
    public String event() {
      return "fscache_resize";
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "c=%08x os=%08x sz=%08x", cookie, oldSize, newSize);
    }
  }
}
