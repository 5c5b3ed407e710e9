package org.fscachesim.scenario.strategy;

/// The searches by name, as commands take them.
public final class Searches {
  /// What [#parse] takes, for messages and help.
  public static final String NAMES =
      "random, pct[:DEPTH], round-robin, depth-first[:PREEMPTIONS], portfolio";

  private static final int PCT_DEPTH = 3;

  private Searches() {}

  /// Makes a search from its name.
  ///
  /// @throws IllegalArgumentException saying what is wrong with the name or the shard
  public static Search parse(String text, long seed, Shard shard) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    int number = colon < 0 ? -1 : number(text, text.substring(colon + 1));
    return switch (name) {
      case "random" -> plain(text, number, new RandomSearch(seed, shard));
      case "pct" -> new PctSearch(seed, colon < 0 ? PCT_DEPTH : number, shard);
      case "round-robin" -> plain(text, number, new RoundRobinSearch(seed, shard));
      case "depth-first" ->
          colon < 0 ? DepthFirst.reduced(shard) : DepthFirst.reduced(number, shard);
      case "portfolio" -> plain(text, number, new Portfolio(seed, shard));
      default -> throw unknown(text);
    };
  }

  private static Search plain(String text, int number, Search search) {
    if (number >= 0) {
      throw new IllegalArgumentException("strategy '" + text + "' takes no number");
    }
    return search;
  }

  private static int number(String text, String digits) {
    try {
      int number = Integer.parseInt(digits);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw unknown(text);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException("no strategy '" + text + "': there are " + NAMES);
  }
}
