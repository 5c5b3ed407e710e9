package org.fscachesim.scenario.strategy;

/// One of several equal parts of a search, for machines that do not talk to each other.
///
/// @param index from 0
/// @param of how many there are, at least 1
public record Shard(int index, int of) {
  /// All of it.
  public static final Shard WHOLE = new Shard(0, 1);

  public Shard {
    if (of < 1 || index < 0 || index >= of) {
      throw new IllegalArgumentException(
          "shard " + index + "/" + of + ": the first number must be 0 to " + of + "-1");
    }
  }

  /// Reads `i/n`.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static Shard parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 2) {
      try {
        return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new IllegalArgumentException(
        "shard '" + text + "': expected i/n, as in 0/4 for the first of four");
  }

  /// The number, among all, of the `own`th attempt of this shard.
  long number(long own) {
    return own * of + index;
  }

  /// Whether part `number` of the whole belongs to this shard.
  boolean owns(long number) {
    return number % of == index;
  }

  @Override
  public String toString() {
    return index + "/" + of;
  }
}
