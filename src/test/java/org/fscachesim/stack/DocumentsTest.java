package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The documents agree with the project.
final class DocumentsTest {
  /// Makes the generated parts anew, in place of comparing them.
  private static final boolean REFRESH = Boolean.getBoolean("fscachesim.refresh");

  private static final String END = "<!-- end of generated -->";

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  /// A test, a subcommand, or a recording.
  private static final Pattern COMMAND_WORD =
      Pattern.compile(
          "-Dtest=(?<test>\\w+)|\\./fscache-sim (?<command>[a-z]+)"
              + "|src/test/resources/[\\w./-]*[\\w-]");

  private static final Pattern SCHEME = Pattern.compile("[a-z]+:.*");

  @Test
  void everyLinkLeadsToAFile() {
    List<String> broken = new ArrayList<>();
    for (Path file : documents()) {
      Matcher matcher = LINK.matcher(Repository.read(file));
      while (matcher.find()) {
        String target = matcher.group(1);
        if (!SCHEME.matcher(target).matches() && !Files.exists(file.resolveSibling(target))) {
          broken.add(Repository.name(file) + " links to " + target + ", which does not exist");
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyCommandNamesThingsThatExist() {
    Set<String> classes =
        JavaSource.all().stream()
            .map(source -> source.name().replaceFirst(".*/", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> wrong = new ArrayList<>();
    for (Path file : documents()) {
      Matcher matcher = COMMAND_WORD.matcher(Repository.read(file));
      while (matcher.find()) {
        if (!exists(matcher, classes)) {
          wrong.add(Repository.name(file) + ": " + matcher.group());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean exists(Matcher word, Set<String> classes) {
    if (word.group("test") != null) {
      return classes.contains(word.group("test") + ".java");
    }
    if (word.group("command") != null) {
      String name = word.group("command");
      String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Command";
      return classes.contains(type + ".java");
    }
    return Files.exists(Repository.root().resolve(word.group()));
  }

  /// So that a reader finds the room: a line for each package.
  @Test
  void everyModuleHasAReadmeThatNamesItsPackages() {
    List<String> missing = new ArrayList<>();
    for (JavaSource source : JavaSource.all()) {
      if (source.isPackageInfo() && source.isMain()) {
        Path readme = Repository.root().resolve(source.module()).resolve("README.md");
        String last = source.packageName().replaceFirst("^org\\.fscachesim\\.", "");
        if (!Files.exists(readme)) {
          missing.add(source.module() + "/README.md does not exist");
        } else if (!Repository.read(readme).contains("." + last + "`")) {
          missing.add(source.module() + "/README.md has no line for `…." + last + "`");
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theProfilesDocumentListsTheSwitchesAsTheyAre() throws IOException {
    assertGenerated("docs/profiles.md", "switches", ProfilesDocument.tables());
  }

  @Test
  void theInvariantsDocumentListsTheRulesAsTheyAreChecked() throws IOException {
    assertGenerated("docs/invariants.md", "invariants", InvariantsDocument.tables());
  }

  @Test
  void everyRuleIsCheckedSomewhere() {
    assertEquals(List.of(), InvariantsDocument.complaints());
  }

  private static void assertGenerated(String name, String what, String tables) throws IOException {
    Path document = Repository.root().resolve(name);
    String mark = "<!-- generated: " + what + " -->\n";
    String text = Repository.read(document);
    int begin = text.indexOf(mark);
    int end = text.indexOf(END);
    assertTrue(begin >= 0 && end > begin, name + " has lost its marks " + mark + END);
    String made = text.substring(0, begin) + mark + tables + text.substring(end);
    if (REFRESH) {
      Files.writeString(document, made);
      return;
    }
    assertEquals(
        made,
        text,
        name
            + " is not what the sources say. To make its tables anew:\n"
            + "  mvn verify -pl src/test -am -Dtest=DocumentsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfscachesim.refresh=true\n");
  }

  private static List<Path> documents() {
    return Repository.textFiles().stream().filter(f -> f.toString().endsWith(".md")).toList();
  }
}
