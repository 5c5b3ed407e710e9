package org.fscachesim.stack;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fscachesim.kernel.invariant.Invariant;

/// The tables of `docs/invariants.md`: every rule with its number, and who looks after it. Made
/// from the enums that implement [Invariant], from the checkers that name their constants, and for
/// what no checker can see from `invariants-elsewhere.tsv`.
final class InvariantsDocument {
  private static final Path ELSEWHERE =
      Repository.root().resolve("src/test/resources/invariants-elsewhere.tsv");

  private static final Path RECORDINGS = Repository.root().resolve("src/test/resources/oracle");

  /// How many rules the models are held to, by letter. The others have as many as there are.
  private static final Map<String, Integer> NUMBERS = Map.of("F", 52, "C", 26, "O", 30, "N", 44);

  /// A group of rules.
  private record Group(String letter, String title) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("F", "fscache"),
          new Group("C", "cachefiles: the cache"),
          new Group("O", "cachefiles: on-demand mode"),
          new Group("N", "network filesystems and EROFS"),
          new Group("K", "the kernel below the models"),
          new Group("H", "what the history of fixes taught"));

  /// A line of the document.
  ///
  /// @param how it is checked
  private record Row(String number, String sentence, String how) {
    String text() {
      return "| " + number + " | " + sentence.replace("|", "\\|") + " | " + how + " |";
    }
  }

  private InvariantsDocument() {}

  static String tables() {
    Map<String, List<Row>> rows = rows();
    return GROUPS.stream().map(group -> section(group, rows)).collect(Collectors.joining("\n"));
  }

  private static String section(Group group, Map<String, List<Row>> rows) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "### " + group.letter() + ": " + group.title(),
                "",
                "| | what holds | checked by |",
                "|---|---|---|"));
    rows.values().stream()
        .flatMap(Collection::stream)
        .filter(row -> row.number().startsWith(group.letter()))
        .forEach(row -> lines.add(row.text()));
    return String.join("\n", lines) + "\n";
  }

  /// By number, in its order. What an enum has counts; the file says the rest.
  private static Map<String, List<Row>> rows() {
    Map<String, List<Row>> out = new TreeMap<>(InvariantsDocument::compareNumbers);
    for (InvariantEnums.Checked checked : InvariantEnums.all()) {
      Invariant invariant = checked.invariant();
      String how =
          checked.places().stream().map(p -> "`" + p + "`").collect(Collectors.joining(", "));
      out.computeIfAbsent(invariant.number(), _ -> new ArrayList<>())
          .add(new Row(invariant.number(), invariant.sentence(), how));
    }
    elsewhere()
        .forEach(
            (number, fields) ->
                out.computeIfAbsent(
                    number,
                    _ -> List.of(new Row(number, fields.get(1), described(fields.get(2))))));
    return out;
  }

  private static int compareNumbers(String a, String b) {
    int letters = a.substring(0, 1).compareTo(b.substring(0, 1));
    return letters != 0
        ? letters
        : Integer.compare(Integer.parseInt(a.substring(1)), Integer.parseInt(b.substring(1)));
  }

  private static Map<String, List<String>> elsewhere() {
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (String line : Repository.read(ELSEWHERE).lines().toList()) {
      if (!line.startsWith("#")) {
        List<String> fields = Splitter.on('\t').splitToList(line);
        out.put(fields.getFirst(), fields);
      }
    }
    return out;
  }

  private static List<String> ways(String how) {
    return Splitter.on(';').trimResults().splitToList(how);
  }

  private static String described(String how) {
    return ways(how).stream()
        .map(
            way ->
                way.startsWith("test ") || way.startsWith("recording ")
                    ? way.substring(0, way.indexOf(' '))
                        + " `"
                        + way.substring(way.indexOf(' ') + 1)
                        + "`"
                    : way)
        .collect(Collectors.joining(", "));
  }

  /// Rules that are missing or that nobody checks, and references that lead nowhere.
  static List<String> complaints() {
    Map<String, List<Row>> rows = rows();
    List<String> out = new ArrayList<>();
    NUMBERS.forEach(
        (letter, count) -> {
          for (int i = 1; i <= count; i++) {
            if (!rows.containsKey(letter + i)) {
              out.add(letter + i + " is neither in an enum nor in " + ELSEWHERE.getFileName());
            }
          }
        });
    rows.values().stream()
        .flatMap(Collection::stream)
        .filter(row -> row.how().isEmpty())
        .forEach(row -> out.add(row.number() + " is in an enum, but no checker names it"));
    elsewhere()
        .forEach(
            (number, fields) ->
                ways(fields.get(2)).stream()
                    .filter(way -> !leadsSomewhere(way, rows))
                    .forEach(way -> out.add(number + ": there is no " + way)));
    return out;
  }

  private static boolean leadsSomewhere(String way, Map<String, List<Row>> rows) {
    List<String> words = Splitter.on(' ').limit(2).splitToList(way);
    return switch (words.getFirst()) {
      case "with" -> rows.containsKey(words.get(1));
      case "test" -> isTest(words.get(1));
      case "recording" ->
          Stream.of("6.1.192", "6.7-profile", "6.12.117")
              .anyMatch(
                  kernel ->
                      Files.exists(
                          RECORDINGS.resolve(kernel).resolve(words.get(1) + ".transcript")));
      case "none:" -> true;
      default -> false;
    };
  }

  private static boolean isTest(String reference) {
    List<String> parts = Splitter.on('#').splitToList(reference);
    return JavaSource.all().stream()
        .anyMatch(
            source ->
                source.name().endsWith("/" + parts.getFirst() + ".java")
                    && source.text().contains("void " + parts.get(1) + "("));
  }
}
