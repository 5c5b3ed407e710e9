package org.fscachesim.cachefiles.event;

/// What became of a stored coherency record.
///
/// Kernel: include/trace/events/cachefiles.h (enum cachefiles_coherency_trace)
public enum CoherencyTrace {
  /// The client's coherency data differ.
  CHECK_AUX("BAD aux "),
  /// The record was left by a crash amid local changes.
  CHECK_DIRTY("BAD dirt"),
  /// The size differs.
  CHECK_OBJECT_SIZE("BAD osiz"),
  /// All is well.
  CHECK_OK("OK      "),
  /// Another type of cookie.
  CHECK_TYPE("BAD type"),
  /// There is no record, or one of another length.
  CHECK_XATTR("BAD xatt"),
  /// The record could not be written.
  SET_FAIL("SET fail"),
  /// The record was written.
  SET_OK("SET ok  "),
  /// The volume's coherency data differ.
  VOLUME_CHECK_COMPARE("VOL BAD cmp "),
  /// All is well with the volume.
  VOLUME_CHECK_OK("VOL OK      "),
  /// The reserved word is not zero.
  VOLUME_CHECK_RESERVED("VOL BAD resv"),
  /// The volume has no record, or one of another length.
  VOLUME_CHECK_XATTR("VOL BAD xatt"),
  /// The volume's record could not be written.
  VOLUME_SET_FAIL("VOL SET fail"),
  /// The volume's record was written.
  VOLUME_SET_OK("VOL SET ok  ");

  private final String text;

  CoherencyTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}
