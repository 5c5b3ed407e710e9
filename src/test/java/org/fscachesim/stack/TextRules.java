package org.fscachesim.stack;

import java.util.List;
import java.util.regex.Pattern;

/// The rules for every text that people write.
final class TextRules {
  static final List<TextRule> RULES =
      List.of(
          new TextRule(
              "no blanks at the end of a line",
              TextRules::everywhere,
              Pattern.compile("[ \\t\\r]$"),
              "int x; ",
              "Take them away (line ends are a single \\n)."),
          new TextRule(
              "no tabs",
              TextRules::everywhere,
              Pattern.compile("\\t"),
              "\tint x;",
              "Indent with blanks; in Java strings write \\t."),
          new TextRule(
              "no work left for later",
              TextRules::elsewhere,
              Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b"),
              "// TODO: the rest",
              "Do it, or say in \"What is not modelled\" that it is not there."),
          new TextRule(
              "no numbers of issues",
              TextRules::elsewhere,
              Pattern.compile("(?i)\\bissues? #?\\d"),
              "// see issue #12",
              "Say what the matter was: a reader has the text, not the tracker."),
          new TextRule(
              "no paths of one machine",
              TextRules::elsewhere,
              Pattern.compile("(?<![\\w.$}>)])/(work|home|Users)/"),
              "cd /home/me/fscache-sim",
              "Write paths from the project's root."),
          new TextRule(
              "no references to documents that are not here",
              TextRules::elsewhere,
              Pattern.compile("\\bspec/|\\berrata\\b"),
              "/// Source: spec/ondemand.md",
              "Say it here, or in docs/."));

  private TextRules() {}

  private static boolean everywhere(String file) {
    return true;
  }

  /// This file has the words to look for in it.
  private static boolean elsewhere(String file) {
    return !file.endsWith("/TextRules.java");
  }
}
