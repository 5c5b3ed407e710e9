package org.fscachesim.stack.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.trace.TraceEvent;

/// Reads the fields of a recorded trace event back into an event of ours.
///
/// A layout is the text with X for a hexadecimal number, D for a decimal one and W for words: `c=X
/// r=D`.
///
/// @param event the event's name
/// @param pattern its fields
/// @param maker makes the event of them
record TraceLayout(String event, Pattern pattern, Function<Fields, TraceEvent> maker) {

  static TraceLayout of(String event, String layout, Function<Fields, TraceEvent> maker) {
    String expression =
        Pattern.quote(layout)
            .replaceAll("(?<![A-Za-z])X(?![A-Za-z])", "\\\\E([0-9a-f]+)\\\\Q")
            .replaceAll("(?<![A-Za-z])D(?![A-Za-z])", "\\\\E(-?[0-9]+)\\\\Q")
            .replaceAll("(?<![A-Za-z])W(?![A-Za-z])", "\\\\E(.+?)\\\\Q");
    return new TraceLayout(event, Pattern.compile(expression), maker);
  }

  /// The event, if the text has this layout.
  Optional<TraceEvent> read(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      values.add(matcher.group(i));
    }
    return Optional.of(maker.apply(new Fields(new ArrayDeque<>(values))));
  }

  /// The values of the fields, in order.
  record Fields(Deque<String> values) {
    String text() {
      return values.removeFirst();
    }

    long hex() {
      return Long.parseUnsignedLong(values.removeFirst(), 16);
    }

    int id() {
      return (int) hex();
    }

    int number() {
      return Integer.parseInt(values.removeFirst());
    }

    /// The constant that prints so.
    <E extends Enum<E>> E constant(Class<E> type, Function<E, String> text) {
      String wanted = values.removeFirst();
      return Arrays.stream(type.getEnumConstants())
          .filter(e -> text.apply(e).equals(wanted))
          .findFirst()
          .orElseThrow(() -> new AssertionError(type.getSimpleName() + " has no '" + wanted + "'"));
    }
  }
}
