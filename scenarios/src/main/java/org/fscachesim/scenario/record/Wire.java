package org.fscachesim.scenario.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The words that a recorder and its actors say to each other: lines, one character a byte.
///
/// ```
/// recorder -> actor                        actor -> recorder
///                                          ready
/// do d: read dev as m1                     done OUTCOME        when it has ended, maybe never
///                                          failed REASON       it cannot be done at all
/// give NAME PATH                           gave ok | gave ERRNO
/// take NAME                                took ok | took ERRNO
/// (end of the input)                       (the process ends, whatever it is busy with)
/// ```
///
/// While an operation is under way, descriptors can be given and taken, and nothing else.
final class Wire {
  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  static final String READY = "ready";
  static final String DO = "do";
  static final String DONE = "done";
  static final String FAILED = "failed";
  static final String GIVE = "give";
  static final String GAVE = "gave";
  static final String TAKE = "take";
  static final String TOOK = "took";
  static final String OK = "ok";

  private Wire() {}

  /// A line of two parts; the second may be empty.
  record Line(String word, String rest) {
    static Line parse(String line) {
      int blank = line.indexOf(' ');
      return blank < 0
          ? new Line(line, "")
          : new Line(line.substring(0, blank), line.substring(blank + 1));
    }

    @Override
    public String toString() {
      // What a program says of its failure may have several lines.
      return rest.isEmpty() ? word : word + " " + rest.replace('\n', ' ');
    }
  }
}
