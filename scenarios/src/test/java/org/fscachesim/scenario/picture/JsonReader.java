package org.fscachesim.scenario.picture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON into maps, lists, strings, numbers, booleans and nulls.
final class JsonReader {
  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  static @Nullable Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.blanks();
    if (reader.at != text.length()) {
      throw reader.wrong("the end");
    }
    return value;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("at " + at + ": expected " + expected);
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean skips(String word) {
    blanks();
    if (!text.startsWith(word, at)) {
      return false;
    }
    at += word.length();
    return true;
  }

  private void must(String word) {
    if (!skips(word)) {
      throw wrong(word);
    }
  }

  private @Nullable Object value() {
    blanks();
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't', 'f', 'n' -> word();
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    must("{");
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (skips("}")) {
      return out;
    }
    do {
      blanks();
      String key = string();
      must(":");
      out.put(key, value());
    } while (skips(","));
    must("}");
    return out;
  }

  private List<@Nullable Object> array() {
    must("[");
    List<@Nullable Object> out = new ArrayList<>();
    if (skips("]")) {
      return out;
    }
    do {
      out.add(value());
    } while (skips(","));
    must("]");
    return out;
  }

  private String string() {
    must("\"");
    StringBuilder out = new StringBuilder();
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case '"', '\\', '/' -> out.append(escaped);
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> throw wrong("an escape");
      }
    }
    at++;
    return out.toString();
  }

  private @Nullable Object word() {
    if (skips("null")) {
      return null;
    }
    if (skips("true")) {
      return true;
    }
    must("false");
    return false;
  }

  private BigDecimal number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return new BigDecimal(text.substring(from, at));
  }
}
