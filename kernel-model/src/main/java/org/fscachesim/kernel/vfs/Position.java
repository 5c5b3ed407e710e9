package org.fscachesim.kernel.vfs;

/// A file position that a call may move (`loff_t *`).
public final class Position {
  private long value;

  public Position(long value) {
    this.value = value;
  }

  public long get() {
    return value;
  }

  public void set(long v) {
    value = v;
  }
}
