package org.fscachesim.scenario.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The words behind the name of an operation or directive, taken one by one.
///
/// Each method takes a word and turns it into what was asked for, or complains about it, naming the
/// whole usage.
final class Arguments {
  /// Longest single read or write, in bytes: what a typing error must not exceed.
  static final long MAX_TRANSFER = 256L << 20;

  private final Place place;
  private final List<Word> words;
  private final String usage;
  private int next;

  /// @param usage the form of the whole operation, e.g. `close NAME`
  Arguments(Place place, List<Word> words, String usage) {
    this.place = place;
    this.words = new ArrayList<>(words);
    this.usage = usage;
  }

  boolean hasNext() {
    return next < words.size();
  }

  /// Whether the next word is exactly this, unquoted; if so, takes it.
  boolean takeIf(String keyword) {
    boolean same = hasNext() && words.get(next).spelling().equals(keyword);
    next += same ? 1 : 0;
    return same;
  }

  /// What follows `key=` in one of the words that are left, or null when there is no such word.
  /// Options may come in any order; what else there is keeps its own.
  @Nullable Word takeOption(String key) throws TranscriptSyntaxException {
    int at = next;
    while (at < words.size() && !words.get(at).spelling().startsWith(key + "=")) {
      at++;
    }
    if (at == words.size()) {
      return null;
    }
    Word word = words.remove(at);
    String value = literal(word).substring(key.length() + 1);
    if (value.isEmpty()) {
      throw unexpected(word, "a value after " + key + "=");
    }
    return new Word(Text.of(value), word.spelling(), word.quoted());
  }

  Word take(String what) throws TranscriptSyntaxException {
    if (!hasNext()) {
      throw place.missing(what + "; usage: " + usage);
    }
    return words.get(next++);
  }

  void end() throws TranscriptSyntaxException {
    if (hasNext()) {
      throw unexpected(words.get(next), "nothing more");
    }
  }

  /// A word without references, possibly empty.
  String string(String what) throws TranscriptSyntaxException {
    return literal(take(what));
  }

  Text text(String what) throws TranscriptSyntaxException {
    return take(what).text();
  }

  /// A name of a descriptor, message or actor.
  String name(String what) throws TranscriptSyntaxException {
    Word word = take(what);
    String name = literal(word);
    if (!isName(name)) {
      throw unexpected(word, what + " (letters, digits, '_', '-' and '.')");
    }
    return name;
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0));
  }

  /// A path, absolute or relative; not empty.
  String path(String what) throws TranscriptSyntaxException {
    Word word = take(what);
    String path = literal(word);
    if (path.isEmpty()) {
      throw unexpected(word, what);
    }
    return path;
  }

  Amount amount(String what) throws TranscriptSyntaxException {
    Word word = take(what);
    if (word.text().parts().size() == 1 && word.text().parts().getFirst() instanceof Reference r) {
      return r;
    }
    return new Amount.Literal(
        number(word, what + " (a number or ${MESSAGE.FIELD})", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /// An amount that is a length of bytes to be read or written.
  Amount transfer(String what) throws TranscriptSyntaxException {
    Word word = take(what);
    next--;
    Amount amount = amount(what);
    if (amount instanceof Amount.Literal(long value) && (value < 0 || value > MAX_TRANSFER)) {
      throw unexpected(word, what + " from 0 to " + MAX_TRANSFER);
    }
    return amount;
  }

  long number(String what, long min, long max) throws TranscriptSyntaxException {
    return number(take(what), what, min, max);
  }

  long number(Word word, String what, long min, long max) throws TranscriptSyntaxException {
    OptionalLong number = Numbers.parse(literal(word));
    if (number.isEmpty() || number.getAsLong() < min || number.getAsLong() > max) {
      String range =
          min == Long.MIN_VALUE && max == Long.MAX_VALUE
              ? " within 64 bits"
              : max == Long.MAX_VALUE ? ", at least " + min : " from " + min + " to " + max;
      throw unexpected(word, what + range);
    }
    return number.getAsLong();
  }

  /// Milliseconds to wait: up to an hour.
  long millis(String what) throws TranscriptSyntaxException {
    return number(what, 0, MAX_MILLIS);
  }

  static final long MAX_MILLIS = 3_600_000;

  /// A byte in hexadecimal, without 0x.
  int hexByte(Word word) throws TranscriptSyntaxException {
    String digits = literal(word);
    if (digits.length() > 2 || !Numbers.isHex(digits)) {
      throw unexpected(word, "fill= and one byte of one or two hexadecimal digits");
    }
    return Integer.parseInt(digits, 16);
  }

  TranscriptSyntaxException unexpected(Word word, String expected) {
    return place.error(word.spelling(), expected + "; usage: " + usage);
  }

  /// What the word stands for; it may not hold a reference.
  String literal(Word word) throws TranscriptSyntaxException {
    StringBuilder value = new StringBuilder();
    for (Text.Part part : word.text().parts()) {
      switch (part) {
        case Text.Literal(String text) -> value.append(text);
        case Reference reference ->
            throw unexpected(
                word,
                "no "
                    + reference
                    + " here: a reference stands for a number, or in the text of a write");
      }
    }
    return value.toString();
  }
}
