package org.fscachesim.scenario.corpus;

import org.fscachesim.scenario.explore.Verdict;

/// How a bug shows.
public enum Symptom {
  /// Something is touched, or freed once more, that was freed.
  USE_AFTER_FREE("use after free"),
  /// The kernel stumbles: a null pointer, an index out of bounds, a broken invariant.
  CRASH("crash"),
  /// Tasks wait for each other, or for something that never comes.
  HANG("hang"),
  /// A task runs for ever.
  ENDLESS_LOOP("endless loop"),
  /// Something is never given back.
  LEAK("leak"),
  /// Somebody reads what was never written there.
  WRONG_DATA("wrong data"),
  /// A call reports what did not happen.
  WRONG_RESULT("wrong result"),
  /// The daemon is told too much, too little, or nothing for too long.
  PROTOCOL("protocol");

  private final String words;

  Symptom(String words) {
    this.words = words;
  }

  /// In words, for tables.
  public String words() {
    return words;
  }

  /// Whether a verdict shows this symptom.
  ///
  /// @param sign what its text must contain
  boolean shows(Verdict verdict, String sign) {
    return switch (verdict) {
      case Verdict.Passed _ -> false;
      case Verdict.Bug(String what) ->
          (this == USE_AFTER_FREE || this == CRASH) && what.contains(sign);
      case Verdict.Hung(String what) ->
          switch (this) {
            case HANG -> what.contains("deadlock") && what.contains(sign);
            case ENDLESS_LOOP -> what.contains("no end") && what.contains(sign);
            case USE_AFTER_FREE, CRASH, LEAK, WRONG_DATA, WRONG_RESULT, PROTOCOL -> false;
          };
      case Verdict.Violated(String what) ->
          switch (this) {
            case LEAK -> what.contains(sign);
            case WRONG_DATA, WRONG_RESULT, PROTOCOL -> what.contains(sign);
            case USE_AFTER_FREE, CRASH, HANG, ENDLESS_LOOP -> false;
          };
    };
  }
}
