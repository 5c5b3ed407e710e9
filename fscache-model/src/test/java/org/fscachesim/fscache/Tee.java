package org.fscachesim.fscache;

/// Tells two observers: the checker, which must not miss a step, and a test's own.
record Tee(FscacheObserver first, FscacheObserver second) implements FscacheObserver {
  @Override
  public void traced(FscacheEvent event) {
    first.traced(event);
    second.traced(event);
  }

  @Override
  public void moving(Cookie cookie, CookieTransition transition) {
    first.moving(cookie, transition);
    second.moving(cookie, transition);
  }

  @Override
  public void granted(Cache cache, AccessTrace why) {
    first.granted(cache, why);
    second.granted(cache, why);
  }

  @Override
  public void granted(Volume volume, AccessTrace why) {
    first.granted(volume, why);
    second.granted(volume, why);
  }

  @Override
  public void granted(Cookie cookie, AccessTrace why) {
    first.granted(cookie, why);
    second.granted(cookie, why);
  }

  @Override
  public void drained(Cache cache) {
    first.drained(cache);
    second.drained(cache);
  }

  @Override
  public void drained(Volume volume) {
    first.drained(volume);
    second.drained(volume);
  }

  @Override
  public void calling(BackendCall call, Volume volume) {
    first.calling(call, volume);
    second.calling(call, volume);
  }

  @Override
  public void calling(BackendCall call, Cookie cookie) {
    first.calling(call, cookie);
    second.calling(call, cookie);
  }

  @Override
  public void beginning(Cookie cookie, WantState want, CookieState seen) {
    first.beginning(cookie, want, seen);
    second.beginning(cookie, want, seen);
  }

  @Override
  public void begun(Cookie cookie) {
    first.begun(cookie);
    second.begun(cookie);
  }

  @Override
  public void returned(BackendCall call, Cookie cookie) {
    first.returned(call, cookie);
    second.returned(call, cookie);
  }
}
