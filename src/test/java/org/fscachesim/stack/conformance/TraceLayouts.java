package org.fscachesim.stack.conformance;

import java.util.List;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.CoherencyTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.event.PrepareReadTrace;
import org.fscachesim.cachefiles.event.TruncateTrace;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.ActiveTrace;
import org.fscachesim.fscache.CacheTrace;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.FscacheEvent;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.VolumeTrace;

/// The layout of every event of fscache and cachefiles that was recorded.
final class TraceLayouts {
  private TraceLayouts() {}

  static final List<TraceLayout> FSCACHE =
      List.of(
          TraceLayout.of(
              "fscache_cache",
              "C=X W r=D",
              f ->
                  new FscacheEvent.CacheRef(
                      f.id(), f.constant(CacheTrace.class, CacheTrace::text), f.number())),
          TraceLayout.of(
              "fscache_volume",
              "V=X W u=D",
              f ->
                  new FscacheEvent.VolumeRef(
                      f.id(), f.constant(VolumeTrace.class, VolumeTrace::text), f.number())),
          TraceLayout.of(
              "fscache_cookie",
              "c=X W r=D",
              f ->
                  new FscacheEvent.CookieRef(
                      f.id(), f.constant(CookieTrace.class, CookieTrace::text), f.number())),
          TraceLayout.of(
              "fscache_active",
              "c=X W r=D a=D c=D",
              f ->
                  new FscacheEvent.Active(
                      f.id(),
                      f.constant(ActiveTrace.class, ActiveTrace::text),
                      f.number(),
                      f.number(),
                      f.number())),
          TraceLayout.of(
              "fscache_access_cache",
              "C=X W r=D a=D",
              f -> new FscacheEvent.AccessCache(f.id(), access(f), f.number(), f.number())),
          TraceLayout.of(
              "fscache_access_volume",
              "V=X c=X W r=D a=D",
              f ->
                  new FscacheEvent.AccessVolume(f.id(), f.id(), access(f), f.number(), f.number())),
          TraceLayout.of(
              "fscache_access",
              "c=X W r=D a=D",
              f -> new FscacheEvent.Access(f.id(), access(f), f.number(), f.number())),
          TraceLayout.of(
              "fscache_acquire",
              "c=X V=X vr=D vc=D",
              f -> new FscacheEvent.Acquire(f.id(), f.id(), f.number(), f.number())),
          TraceLayout.of(
              "fscache_relinquish",
              "c=X V=X r=D U=D f=X rt=D",
              f ->
                  new FscacheEvent.Relinquish(
                      f.id(), f.id(), f.number(), f.number(), f.id(), f.number() == 1)));

  static final List<TraceLayout> CACHEFILES =
      List.of(
          TraceLayout.of(
              "cachefiles_ref",
              "c=X o=X u=D W",
              f -> {
                int cookie = f.id();
                return new CachefilesEvent.Reference(
                    f.id(), cookie, f.number(), f.constant(ObjectTrace.class, ObjectTrace::text));
              }),
          TraceLayout.of(
              "cachefiles_lookup",
              "o=X dB=X B=X e=D",
              f -> new CachefilesEvent.Lookup(f.id(), f.hex(), f.hex(), f.number())),
          TraceLayout.of(
              "cachefiles_mkdir",
              "dB=X sB=X",
              f -> new CachefilesEvent.MakeDirectory(f.hex(), f.hex())),
          TraceLayout.of(
              "cachefiles_tmpfile", "o=X B=X", f -> new CachefilesEvent.Tmpfile(f.id(), f.hex())),
          TraceLayout.of(
              "cachefiles_link", "o=X B=X", f -> new CachefilesEvent.Link(f.id(), f.hex())),
          TraceLayout.of(
              "cachefiles_mark_active",
              "o=X B=X",
              f -> new CachefilesEvent.MarkActive(f.id(), f.hex())),
          TraceLayout.of(
              "cachefiles_mark_inactive",
              "o=X B=X",
              f -> new CachefilesEvent.MarkInactive(f.id(), f.hex())),
          TraceLayout.of(
              "cachefiles_coherency",
              "o=X W B=X c=D",
              f ->
                  new CachefilesEvent.Coherency(
                      f.id(),
                      f.constant(CoherencyTrace.class, CoherencyTrace::text),
                      f.hex(),
                      f.number())),
          TraceLayout.of(
              "cachefiles_vol_coherency",
              "V=X W B=X",
              f ->
                  new CachefilesEvent.VolumeCoherency(
                      f.id(), f.constant(CoherencyTrace.class, CoherencyTrace::text), f.hex())),
          TraceLayout.of(
              "cachefiles_prep_read",
              "R=X[D] W W f=X s=X X ni=X B=X",
              f -> prepareRead(new CachefilesEvent.ReadSubject.OfRequest(f.id(), f.number()), f)),
          TraceLayout.of(
              "cachefiles_prep_read",
              "o=X W W f=X s=X X ni=X B=X",
              f -> prepareRead(new CachefilesEvent.ReadSubject.OfObject(f.id()), f)),
          TraceLayout.of(
              "cachefiles_read",
              "o=X B=X s=X l=X",
              f -> new CachefilesEvent.Read(f.id(), f.hex(), f.hex(), f.hex())),
          TraceLayout.of(
              "cachefiles_write",
              "o=X B=X s=X l=X",
              f -> new CachefilesEvent.Write(f.id(), f.hex(), f.hex(), f.hex())),
          TraceLayout.of(
              "cachefiles_trunc",
              "o=X B=X W l=X->X",
              f ->
                  new CachefilesEvent.Truncate(
                      f.id(),
                      f.hex(),
                      f.constant(TruncateTrace.class, TruncateTrace::name),
                      f.hex(),
                      f.hex())),
          TraceLayout.of(
              "cachefiles_ondemand_open",
              "o=X mid=X oid=X fd=D f=X",
              f -> new CachefilesEvent.OnDemandOpen(f.id(), f.id(), f.id(), f.number(), f.id())),
          TraceLayout.of(
              "cachefiles_ondemand_copen",
              "o=X mid=X l=X",
              f -> new CachefilesEvent.OnDemandCopen(f.id(), f.id(), f.hex())),
          TraceLayout.of(
              "cachefiles_ondemand_close",
              "o=X mid=X oid=X",
              f -> new CachefilesEvent.OnDemandClose(f.id(), f.id(), f.id())),
          TraceLayout.of(
              "cachefiles_ondemand_read",
              "o=X mid=X oid=X s=X l=X",
              f -> new CachefilesEvent.OnDemandRead(f.id(), f.id(), f.id(), f.hex(), f.hex())),
          TraceLayout.of(
              "cachefiles_ondemand_cread",
              "o=X mid=X",
              f -> new CachefilesEvent.OnDemandCread(f.id(), f.id())),
          TraceLayout.of(
              "cachefiles_ondemand_fd_write",
              "o=X iB=X s=X l=X",
              f -> new CachefilesEvent.OnDemandFdWrite(f.id(), f.hex(), f.hex(), f.hex())),
          TraceLayout.of(
              "cachefiles_ondemand_fd_release",
              "o=X oid=X",
              f -> new CachefilesEvent.OnDemandFdRelease(f.id(), f.id())));

  private static AccessTrace access(TraceLayout.Fields f) {
    return f.constant(AccessTrace.class, AccessTrace::text);
  }

  private static CachefilesEvent prepareRead(
      CachefilesEvent.ReadSubject subject, TraceLayout.Fields f) {
    IoSource source = f.constant(IoSource.class, IoSource::text);
    PrepareReadTrace why = f.constant(PrepareReadTrace.class, PrepareReadTrace::text);
    int flags = f.id();
    long start = f.hex();
    long length = f.hex();
    long netfsInode = f.hex();
    return new CachefilesEvent.PrepareRead(
        subject, source, why, flags, start, length, netfsInode, f.hex());
  }
}
