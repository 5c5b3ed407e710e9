package org.fscachesim.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fscachesim.kernel.Symptom;

/// Checks what readers of a piece of data get: every byte must be one that the data had at some
/// time while they read.
///
/// ```
/// ContentCheck check = new ContentCheck("file a", first);
/// int since = check.begin();          // a reader begins
/// check.becomes(second);              // meanwhile somebody writes
/// check.got(since, 0, bytes);         // each byte may be of the first or of the second
/// ```
///
/// Verified: each byte by itself. Not verified: that bytes which were written at once are read at
/// once, and what a reader gets that nobody shows to this.
public final class ContentCheck {
  private final String what;
  private final List<byte[]> versions = new ArrayList<>();
  private int current;

  /// @param what of which the data is, for reports
  /// @param first the data as it is at first
  public ContentCheck(String what, byte[] first) {
    this.what = what;
    versions.add(first.clone());
  }

  /// The data is changed to this, as a whole. Earlier versions are good for readers that have
  /// begun.
  public void becomes(byte[] version) {
    mayBecome(version);
    hasBecome();
  }

  /// Somebody begins to change the data to this, as a whole. Until [#hasBecome] the version before
  /// is good for all readers, and this one, too.
  public void mayBecome(byte[] version) {
    versions.add(version.clone());
  }

  /// All changes that had begun have ended.
  public void hasBecome() {
    current = versions.size() - 1;
  }

  /// A reader begins.
  ///
  /// @return the version that it may get at earliest, for [#got]
  public int begin() {
    return current;
  }

  /// A reader that began at the last change got bytes.
  ///
  /// @throws ScenarioFailure when some byte is of no version
  public void got(long offset, byte[] bytes) {
    got(begin(), offset, bytes);
  }

  /// A reader got bytes.
  ///
  /// @param since what [#begin] said when it began
  /// @throws ScenarioFailure when some byte is of no version from then on
  public void got(int since, long offset, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      long at = offset + i;
      if (!isOfSome(since, at, bytes[i])) {
        throw new ScenarioFailure(Symptom.CONTENT, wrong(since, at, bytes[i]));
      }
    }
  }

  /// As [#got], for a reader that got all there is.
  public void gotAll(int since, byte[] bytes) {
    got(since, 0, bytes);
    List<byte[]> good = versions.subList(since, versions.size());
    if (good.stream().noneMatch(v -> v.length == bytes.length)) {
      throw new ScenarioFailure(
          Symptom.CONTENT,
          "%s: a reader got %d bytes, and it has %s"
              .formatted(
                  what,
                  bytes.length,
                  good.stream().map(v -> "" + v.length).collect(Collectors.joining(" or "))));
    }
  }

  private boolean isOfSome(int since, long at, byte value) {
    for (byte[] version : versions.subList(since, versions.size())) {
      if (at < version.length && version[(int) at] == value) {
        return true;
      }
    }
    return false;
  }

  private String wrong(int since, long at, byte got) {
    String had =
        versions.subList(since, versions.size()).stream()
            .map(v -> at < v.length ? hex(v[(int) at]) : "nothing")
            .distinct()
            .collect(Collectors.joining(" or "));
    return "%s: a reader got %s at %d, where it had %s%s"
        .formatted(
            what, hex(got), at, had, isOld(since, at, got) ? " (it is of an old version)" : "");
  }

  private boolean isOld(int since, long at, byte got) {
    return versions.subList(0, since).stream().anyMatch(v -> at < v.length && v[(int) at] == got);
  }

  private static String hex(byte value) {
    return String.format(Locale.ROOT, "0x%02x", value);
  }
}
