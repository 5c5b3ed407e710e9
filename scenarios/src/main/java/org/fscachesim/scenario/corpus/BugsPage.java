package org.fscachesim.scenario.corpus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.explore.Token;
import org.fscachesim.scenario.explore.Verdict;

/// The rows and sections of a [BugsDocument], by the names of their bugs.
final class BugsPage {
  private static final String BEGIN_OF_ROW = "| [`";
  private static final String BEGIN_OF_SECTION = "## ";
  private static final Pattern TOKEN = Pattern.compile("replay-schedule (fs1:\\S+)");

  /// Places of the cells that a run decides, counted from the first bar.
  private static final int CHOICES = 7;

  private static final int SHOWS = 8;

  private final Map<String, String> rows = new LinkedHashMap<>();
  private final Map<String, String> sections = new LinkedHashMap<>();

  private BugsPage() {}

  /// Reads what [#print(String)] printed; an empty text is an empty page.
  static BugsPage parse(String text) {
    BugsPage page = new BugsPage();
    text.lines()
        .filter(line -> line.startsWith(BEGIN_OF_ROW))
        .forEach(
            line ->
                page.rows.put(
                    line.substring(BEGIN_OF_ROW.length(), line.indexOf('`', BEGIN_OF_ROW.length())),
                    line));
    String[] parts = text.split("\n" + BEGIN_OF_SECTION, -1);
    for (int i = 1; i < parts.length; i++) {
      page.sections.put(
          parts[i].lines().findFirst().orElse(""), BEGIN_OF_SECTION + parts[i].strip());
    }
    return page;
  }

  void put(String name, String row, String section) {
    rows.put(name, row);
    sections.put(name, section);
  }

  /// The page, in the order of the corpus.
  String print(String head) {
    StringBuilder out = new StringBuilder(head);
    List<String> names =
        Corpus.all().stream().map(Twin::name).filter(sections::containsKey).toList();
    names.forEach(name -> out.append(rows.getOrDefault(name, "")).append('\n'));
    names.forEach(name -> out.append('\n').append(sections.get(name)).append('\n'));
    return out.toString();
  }

  boolean tells(Twin twin) {
    return rows.containsKey(twin.name());
  }

  /// Whether the token of a bug still shows what its row says.
  boolean isFresh(Twin twin) {
    Matcher matcher = TOKEN.matcher(sections.getOrDefault(twin.name(), ""));
    if (!matcher.find()) {
      return false;
    }
    try {
      Token token = Token.parse(matcher.group(1));
      Verdict verdict = token.replay(twin).verdict();
      Symptom symptom = verdict.symptom();
      return token.config().equals(twin.broken())
          && twin.bug().explains(verdict)
          && symptom != null
          && cells(twin)[SHOWS].equals(symptom.text());
    } catch (ScheduleDiverged | IllegalArgumentException e) {
      return false;
    }
  }

  /// The row of a bug, with another run.
  String rowWith(Twin twin, String choices, String shows) {
    String[] cells = cells(twin);
    cells[CHOICES] = choices;
    cells[SHOWS] = shows;
    return String.join(" | ", cells).strip();
  }

  /// Begins with an empty one, before the first bar, and ends with one.
  private String[] cells(Twin twin) {
    String[] cells = rows.getOrDefault(twin.name(), "").split("\\|", -1);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cells[i].strip();
    }
    return cells;
  }
}
