package org.fscachesim.scenario.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as JSON text, in one line.
public final class Json {
  private Json() {}

  /// @param value null, a string, number or truth value, or a list or map of such things
  public static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      default -> string(value.toString());
    };
  }

  private static String object(Map<?, ?> map) {
    StringBuilder out = new StringBuilder("{");
    map.forEach(
        (key, value) ->
            out.append(out.length() > 1 ? "," : "")
                .append(string(String.valueOf(key)))
                .append(':')
                .append(text(value)));
    return out.append('}').toString();
  }

  private static String array(List<?> list) {
    StringBuilder out = new StringBuilder("[");
    list.forEach(value -> out.append(out.length() > 1 ? "," : "").append(text(value)));
    return out.append(']').toString();
  }

  private static String string(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default ->
            out.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
      }
    }
    return out.append('"').toString();
  }
}
