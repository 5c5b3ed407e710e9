package org.fscachesim.fscache;

final class Unwritten {
  private Unwritten() {}

  static UnsupportedOperationException here() {
    return new UnsupportedOperationException("not in this build yet");
  }
}
