package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.TreeMultimap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Who may know whom.
///
/// ```
///                        kernel-model
///                             ^
///                        fscache-model
///                        ^           ^
///            cachefiles-model     netfs-model
///                 ^                  ^
///            sim-devnode             |
///                 ^                  |
///                 +--- scenarios ----+
///                          ^
///                       src/test
/// ```
///
/// As in the kernel, cachefiles and its clients meet only through what fscache hands over.
final class ArchitectureTest {
  /// What a module's pom names, of our modules. What those name comes along.
  private static final ImmutableListMultimap<String, String> DEPENDENCIES =
      ImmutableListMultimap.<String, String>builder()
          .put("fscache-model", "kernel-model")
          .put("cachefiles-model", "fscache-model")
          .put("netfs-model", "fscache-model")
          .put("sim-devnode", "cachefiles-model")
          .putAll("scenarios", "sim-devnode", "netfs-model")
          .put("src/test", "scenarios")
          .build();

  /// Where a module's packages are.
  private static final Map<String, String> PACKAGES =
      Map.of(
          "kernel-model", "org.fscachesim.kernel",
          "fscache-model", "org.fscachesim.fscache",
          "cachefiles-model", "org.fscachesim.cachefiles",
          "netfs-model", "org.fscachesim.netfs",
          "sim-devnode", "org.fscachesim.devnode",
          "scenarios", "org.fscachesim.scenario",
          "src/test", "org.fscachesim.stack");

  /// Packages of model modules that model nothing: readers of images, for tools and tests.
  private static final Set<String> TOOLS = Set.of("org.fscachesim.netfs.erofs.image");

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>org\\.fscachesim</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  private final List<JavaSource> sources = JavaSource.all();

  @Test
  void everyModuleNamesItsDependenciesAndNoOthers() {
    for (String module : PACKAGES.keySet()) {
      String pom = Repository.read(Repository.root().resolve(module).resolve("pom.xml"));
      Set<String> named = new TreeSet<>();
      Matcher matcher = DEPENDENCY.matcher(pom);
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
      assertEquals(new TreeSet<>(DEPENDENCIES.get(module)), named, module + "/pom.xml");
    }
  }

  @Test
  void everyModuleIsBuilt() {
    String pom = Repository.read(Repository.root().resolve("pom.xml"));
    Set<String> built =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(pom)
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(PACKAGES.keySet()), built);
  }

  @Test
  void everyPackageIsInItsModule() {
    List<String> wrong = new ArrayList<>();
    for (JavaSource source : sources) {
      String root = PACKAGES.get(source.module());
      String path = source.packageName().replace('.', '/');
      if (root == null || !isIn(source.packageName(), root) || !source.name().contains(path)) {
        wrong.add(source.name() + " is in package " + source.packageName() + ", not below " + root);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noFileUsesAModuleAboveOrBesideItsOwn() {
    List<String> wrong = new ArrayList<>();
    for (JavaSource source : sources) {
      Set<String> allowed = reachable(source.module());
      for (Names.Use use : Names.in(source)) {
        for (String module : PACKAGES.keySet()) {
          if (isIn(use.name(), PACKAGES.get(module)) && !allowed.contains(module)) {
            wrong.add(
                source.finding(use.tree(), use.name())
                    + ": "
                    + source.module()
                    + " may use only "
                    + allowed);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void cachefilesAndItsClientsDoNotKnowEachOther() {
    assertEquals(false, reachable("cachefiles-model").contains("netfs-model"));
    assertEquals(false, reachable("netfs-model").contains("cachefiles-model"));
  }

  /// Models do not know how they are explored; what explores them knows tasks, and no model.
  @Test
  void strategiesAndModelsDoNotKnowEachOther() {
    String strategies = PACKAGES.get("scenarios") + ".strategy";
    String tasks = PACKAGES.get("kernel-model") + ".task";
    List<String> wrong = new ArrayList<>();
    for (JavaSource source : sources) {
      if (!source.isMain()) {
        continue;
      }
      boolean strategy = source.packageName().equals(strategies);
      for (Names.Use use : Names.in(source)) {
        boolean foreign =
            isIn(use.name(), "org.fscachesim")
                && !isOnTheWay(use.name(), tasks)
                && !isOnTheWay(use.name(), strategies);
        boolean asks = isIn(use.name(), tasks + ".Strategy") || isIn(use.name(), strategies);
        if (strategy ? foreign : Scopes.models(source) && asks) {
          wrong.add(source.finding(use.tree(), use.name()).toString());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noPackageIsWithoutAPackageInfo() {
    SetMultimap<String, String> files = TreeMultimap.create();
    SetMultimap<String, String> described = TreeMultimap.create();
    for (JavaSource source : sources) {
      files.put(source.packageName(), source.name());
      if (source.isPackageInfo()) {
        described.put(source.packageName(), source.name());
      }
    }
    ImmutableSetMultimap<String, String> twice =
        described.asMap().entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .collect(
                ImmutableSetMultimap.flatteningToImmutableSetMultimap(
                    Map.Entry::getKey, entry -> entry.getValue().stream()));
    Set<String> without = new TreeSet<>(files.keySet());
    without.removeAll(described.keySet());

    assertEquals(Set.of(), without, "packages without a package-info.java");
    assertEquals(ImmutableSetMultimap.of(), twice, "packages with more than one");
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        sources.stream()
            .filter(JavaSource::isPackageInfo)
            .filter(source -> Names.in(source).stream().noneMatch(ArchitectureTest::isNullMarked))
            .map(JavaSource::name)
            .toList();

    assertEquals(List.of(), unmarked, "package-info.java without @NullMarked");
  }

  /// So that a reader who comes from the kernel finds the file.
  @Test
  void everyPackageOfAModelBeginsWithWhatItModels() {
    List<String> silent =
        sources.stream()
            .filter(source -> Scopes.models(source) && source.isPackageInfo())
            .filter(source -> !TOOLS.contains(source.packageName()))
            .filter(source -> !source.text().startsWith("/// Models "))
            .map(source -> source.name() + ": " + source.text().lines().findFirst().orElse(""))
            .toList();

    assertEquals(
        List.of(), silent, "package-info.java of a model that does not begin with `/// Models `");
  }

  private static boolean isNullMarked(Names.Use use) {
    return use.name().equals("NullMarked");
  }

  /// Whether a name is in a package, or one that it is in.
  private static boolean isOnTheWay(String name, String packageName) {
    return isIn(name, packageName) || isIn(packageName, name);
  }

  private static boolean isIn(String name, String packageName) {
    return name.equals(packageName) || name.startsWith(packageName + ".");
  }

  /// The module, what it depends on, and what that depends on.
  private static Set<String> reachable(String module) {
    Set<String> found = new TreeSet<>(Set.of(module));
    for (String next : DEPENDENCIES.get(module)) {
      found.addAll(reachable(next));
    }
    return found;
  }
}
