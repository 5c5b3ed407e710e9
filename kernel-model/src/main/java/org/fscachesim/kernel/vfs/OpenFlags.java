package org.fscachesim.kernel.vfs;

/// How a file was opened.
///
/// @param read reading is allowed
/// @param write writing is allowed
/// @param nonblock O_NONBLOCK
/// @param sync O_SYNC or O_DSYNC: what write(2) has taken is on stable storage when it returns
public record OpenFlags(boolean read, boolean write, boolean nonblock, boolean sync) {
  public static final OpenFlags READ_WRITE = new OpenFlags(true, true, false);
  public static final OpenFlags READ_ONLY = new OpenFlags(true, false, false);
  public static final OpenFlags WRITE_ONLY = new OpenFlags(false, true, false);
  public static final OpenFlags WRITE_SYNC = new OpenFlags(false, true, false, true);

  /// Opened without O_SYNC and O_DSYNC.
  public OpenFlags(boolean read, boolean write, boolean nonblock) {
    this(read, write, nonblock, false);
  }
}
