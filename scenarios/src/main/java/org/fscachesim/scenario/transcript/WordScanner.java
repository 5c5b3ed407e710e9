package org.fscachesim.scenario.transcript;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits the step part of a line into words, up to `=>`.
///
/// Words are split at blanks. Quotes hold blanks together, anywhere in a word. A backslash escapes
/// inside and outside of quotes: `\n \t \0 \xHH \\ \"`. `${M.id}` is a reference wherever it stands
/// unescaped.
final class WordScanner {
  private final Place place;
  private final String line;
  private final List<Word> words = new ArrayList<>();
  private int at;

  private WordScanner(Place place, int start) {
    this.place = place;
    this.line = place.text();
    this.at = start;
  }

  /// The words of a line, and what stands behind the arrow.
  ///
  /// @param outcome null when the line has no arrow; otherwise without the blank behind it
  record Scanned(List<Word> words, @Nullable String outcome) {}

  static Scanned scan(Place place) throws TranscriptSyntaxException {
    return new WordScanner(place, 0).run();
  }

  private Scanned run() throws TranscriptSyntaxException {
    while (true) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        return new Scanned(words, null);
      }
      if (line.startsWith("=>", at) && (at + 2 == line.length() || isBlank(line.charAt(at + 2)))) {
        String rest = line.substring(at + 2);
        return new Scanned(words, rest.isEmpty() ? rest : rest.substring(1));
      }
      words.add(word());
    }
  }

  private Word word() throws TranscriptSyntaxException {
    int start = at;
    boolean inQuotes = false;
    boolean quoted = false;
    StringBuilder literal = new StringBuilder();
    List<Text.Part> parts = new ArrayList<>();
    while (at < line.length() && (inQuotes || !isBlank(line.charAt(at)))) {
      char c = line.charAt(at);
      if (c == '"') {
        inQuotes = !inQuotes;
        quoted = true;
        at++;
      } else if (c == '\\') {
        literal.append(escape());
      } else if (line.startsWith("${", at)) {
        parts.add(new Text.Literal(literal.toString()));
        literal.setLength(0);
        parts.add(reference());
      } else {
        literal.append(c);
        at++;
      }
    }
    if (inQuotes) {
      throw place.error(line.substring(start), "a closing quote (\")");
    }
    parts.add(new Text.Literal(literal.toString()));
    return new Word(new Text(parts), line.substring(start, at), quoted);
  }

  private char escape() throws TranscriptSyntaxException {
    char kind = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
    at += 2;
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> '\0';
      case '\\', '"' -> kind;
      case 'x' -> hexEscape();
      default ->
          throw place.error(
              line.substring(at - 2, Math.min(at, line.length())),
              "one of the escapes \\n \\t \\0 \\xHH \\\\ \\\"");
    };
  }

  private char hexEscape() throws TranscriptSyntaxException {
    int end = Math.min(at + 2, line.length());
    String digits = line.substring(at, end);
    if (digits.length() != 2 || !Numbers.isHex(digits)) {
      throw place.error("\\x" + digits, "two hexadecimal digits after \\x");
    }
    at = end;
    return (char) Integer.parseInt(digits, 16);
  }

  private Reference reference() throws TranscriptSyntaxException {
    int end = line.indexOf('}', at);
    String spelling = line.substring(at, end < 0 ? line.length() : end + 1);
    int dot = spelling.lastIndexOf('.');
    String expected =
        "${MESSAGE.FIELD} with one of the fields " + Field.words() + " (a literal ${ is \\x24{)";
    if (end < 0 || dot < 3) {
      throw place.error(spelling, expected);
    }
    String message = spelling.substring(2, dot);
    if (!Arguments.isName(message)) {
      throw place.error(spelling, expected);
    }
    Field field =
        Field.of(spelling.substring(dot + 1, spelling.length() - 1))
            .orElseThrow(() -> place.error(spelling, expected));
    at = end + 1;
    return new Reference(message, field);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
