package org.fscachesim.kernel.vfs;

/// How a file was opened.
///
/// @param read reading is allowed
/// @param write writing is allowed
/// @param nonblock O_NONBLOCK
public record OpenFlags(boolean read, boolean write, boolean nonblock) {
  public static final OpenFlags READ_WRITE = new OpenFlags(true, true, false);
  public static final OpenFlags READ_ONLY = new OpenFlags(true, false, false);
  public static final OpenFlags WRITE_ONLY = new OpenFlags(false, true, false);
}
