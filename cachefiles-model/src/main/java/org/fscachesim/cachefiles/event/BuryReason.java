package org.fscachesim.cachefiles.event;

/// Why a file or directory of the cache is removed.
///
/// Kernel: fs/cachefiles/internal.h (enum fscache_why_object_killed)
public enum BuryReason {
  /// Another file has taken its place.
  IS_STALE("stale"),
  /// It is no regular file.
  IS_WEIRD("weird"),
  /// The client said that its data are no good.
  INVALIDATED("inval"),
  /// There was no space for it.
  NO_SPACE("no_space"),
  /// The client wants it gone.
  WAS_RETIRED("was_retired"),
  /// The daemon wants it gone.
  WAS_CULLED("was_culled"),
  /// The volume's record is not what it should be.
  VOLUME_IS_WEIRD("volume_weird");

  private final String text;

  BuryReason(String text) {
    this.text = text;
  }

  /// The word that the trace event shows.
  public String text() {
    return text;
  }
}
