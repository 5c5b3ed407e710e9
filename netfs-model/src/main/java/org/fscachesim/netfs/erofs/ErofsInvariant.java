package org.fscachesim.netfs.erofs;

import org.fscachesim.kernel.invariant.Invariant;

/// What holds in EROFS whatever happens, as far as [ErofsInvariants] checks it.
public enum ErofsInvariant implements Invariant {
  WHOLE_PAGES_ARE_ASKED_FOR("N25", "the cache is asked for whole pages at page offsets"),
  BLOBS_ARE_IN_USE("N29", "the cookie of a mounted blob is in use, once"),
  NOTHING_WITHOUT_A_MOUNT("N30", "no blob and no domain outlives the mounts"),
  ONE_COOKIE_PER_BLOB("N32", "a domain has each blob once"),
  A_WINDOW_FAILS_AS_A_WHOLE("N34", "no page of a window that failed becomes uptodate by it");

  private final String number;
  private final String sentence;

  ErofsInvariant(String number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  @Override
  public String number() {
    return number;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
