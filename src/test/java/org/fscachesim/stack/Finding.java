package org.fscachesim.stack;

/// One place that breaks a rule.
///
/// @param file path below the root
/// @param line from 1
/// @param what the offending words
record Finding(String file, long line, String what) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + what;
  }
}
