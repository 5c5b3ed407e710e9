package org.fscachesim.scenario.json;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints maps, collections, strings, numbers, booleans and nulls as JSON; of anything else, what
/// its `toString` says.
public final class Json {
  private static final int LINES_TO_DEPTH = 2;

  private final int linesToDepth;
  private final StringBuilder out = new StringBuilder();

  private Json(int linesToDepth) {
    this.linesToDepth = linesToDepth;
  }

  /// A member or element of the two outer levels a line, so that lines can be compared.
  public static String print(Map<String, ? extends @Nullable Object> value) {
    Json json = new Json(LINES_TO_DEPTH);
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  /// All in one line, without a line feed.
  public static String line(@Nullable Object value) {
    Json json = new Json(0);
    json.value(value, 0);
    return json.out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          next(first, depth);
          string(String.valueOf(entry.getKey()));
          out.append(": ");
          value(entry.getValue(), depth + 1);
          first = false;
        }
        close('}', first, depth);
      }
      case Collection<?> elements -> {
        out.append('[');
        boolean first = true;
        for (Object element : elements) {
          next(first, depth);
          value(element, depth + 1);
          first = false;
        }
        close(']', first, depth);
      }
      case Number number -> out.append(number);
      case Boolean bool -> out.append(bool);
      default -> string(value.toString());
    }
  }

  private void next(boolean first, int depth) {
    out.append(first ? "" : ",");
    if (depth < linesToDepth) {
      out.append('\n').append("  ".repeat(depth + 1));
    } else if (!first) {
      out.append(' ');
    }
  }

  private void close(char bracket, boolean empty, int depth) {
    if (!empty && depth < linesToDepth) {
      out.append('\n').append("  ".repeat(depth));
    }
    out.append(bracket);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ' || c > '~') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
