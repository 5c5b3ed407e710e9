package org.fscachesim.scenario.catalogue.race;

import java.util.List;
import java.util.stream.Collectors;
import org.fscachesim.kernel.Symptom;

/// What hunts came to, as a table in Markdown: part of a document, between two marks.
public final class RaceHuntTable {
  private static final String BEGIN = "<!-- generated: hunt -->\n";
  private static final String END = "<!-- end of generated -->";
  private static final int SHOWN = 3;

  private RaceHuntTable() {}

  /// The document with a new table.
  ///
  /// @throws IllegalArgumentException when it has no place for it
  public static String renewed(String document, List<RaceHunt> hunts, long schedules) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END, Math.max(begin, 0));
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException(
          "the document has no place for the table: " + BEGIN.strip() + " and " + END);
    }
    return document.substring(0, begin) + BEGIN + table(hunts, schedules) + document.substring(end);
  }

  private static String table(List<RaceHunt> hunts, long schedules) {
    List<RaceHunt> found = hunts.stream().filter(h -> !h.hits().isEmpty()).toList();
    StringBuilder out = new StringBuilder();
    out.append(
        "%d of %d bugs are found, in at most %d schedules of each race.\n\n"
            .formatted(found.size(), hunts.size(), schedules));
    out.append("| without | found by | first |\n|---|--:|---|\n");
    found.forEach(hunt -> out.append(row(hunt)));
    out.append("\nNot found: ")
        .append(
            hunts.stream()
                .filter(h -> h.hits().isEmpty())
                .map(h -> "`" + h.twin().name() + "`")
                .collect(Collectors.joining(", ")))
        .append(".\n");
    return out.toString();
  }

  private static String row(RaceHunt hunt) {
    return "| `%s` | %d | %s |\n"
        .formatted(
            hunt.twin().name(),
            hunt.hits().size(),
            hunt.hits().stream()
                .limit(SHOWN)
                .map(RaceHuntTable::text)
                .collect(Collectors.joining("<br>")));
  }

  private static String text(RaceHunt.Hit hit) {
    Symptom symptom = hit.failure().run().verdict().symptom();
    return "`%s` after %d, %s"
        .formatted(hit.race().name(), hit.schedules(), symptom == null ? "" : symptom.text());
  }
}
