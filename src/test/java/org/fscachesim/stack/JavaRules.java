package org.fscachesim.stack;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// The rules for Java files.
final class JavaRules {
  private static final int MOST_LINES = 800;

  /// Contracts and tables of cases may be longer.
  private static final int MOST_TEST_LINES = 1000;

  private static final String MODEL = "fscache-model/src/main/java/org/fscachesim/fscache/X.java";
  private static final String TEST = "src/test/java/org/fscachesim/stack/XTest.java";

  /// What a static field may not hold: it would be state that two kernels share.
  private static final Set<String> STATEFUL =
      Set.of(
          "ArrayList",
          "ArrayDeque",
          "LinkedList",
          "LinkedHashMap",
          "LinkedHashSet",
          "TreeMap",
          "TreeSet",
          "EnumMap",
          "HashMap",
          "HashSet",
          "BitSet",
          "StringBuilder",
          "ConcurrentHashMap",
          "AtomicInteger",
          "AtomicLong",
          "AtomicReference",
          "AtomicBoolean",
          "AtomicCounter",
          "Refcount",
          "SpinLock",
          "Mutex",
          "RwSemaphore",
          "Shared",
          "Flags",
          "WaitQueue",
          "Completion");

  static final List<JavaRule> RULES =
      List.of(
          new JavaRule(
              "models start no threads",
              Scopes::modelled,
              "Start a task with `kernel.spawn`, and keep what belongs to a task in a field of the"
                  + " task's own object.",
              model("Runnable r() { return () -> Thread.ofVirtual(); }"),
              names(
                  Set.of("Thread", "ThreadLocal", "ScopedValue", "StructuredTaskScope")::contains,
                  Set.of("java.util.Timer")::contains)),
          new JavaRule(
              "models do without java.util.concurrent",
              Scopes::modelled,
              "Use the primitives of `org.fscachesim.kernel.sync`, `wait` and `work`: they are the"
                  + " scheduling points of the simulated machine.",
              new Example("import java.util.concurrent.atomic.AtomicLong;", "").in(MODEL),
              names(
                  Set.of("VarHandle")::contains, name -> name.startsWith("java.util.concurrent."))),
          new JavaRule(
              "models do without `synchronized`",
              Scopes::modelled,
              "Use `SpinLock` or `Mutex`: they are scheduling points, and lock order is checked.",
              model("synchronized void x() {}"),
              JavaRules::javaLocks),
          new JavaRule(
              "models do not ask the clock",
              Scopes::repeatable,
              "Ask `kernel.nanos()`, `kernel.jiffies()` or `kernel.wallSeconds()`: simulated time is"
                  + " virtual.",
              model("long now() { return System.nanoTime(); }"),
              names(
                  Set.of("Stopwatch", "Instant", "LocalDateTime")::contains,
                  Set.of(
                          "System.nanoTime",
                          "System.currentTimeMillis",
                          "java.util.Date",
                          "java.time.Clock")
                      ::contains)),
          new JavaRule(
              "models draw no random numbers",
              Scopes::repeatable,
              "Ask `machine.choose`: what is drawn there becomes part of the schedule, and is"
                  + " replayed with it.",
              model("double x() { return Math.random(); }"),
              names(
                  Set.of("Random", "SplittableRandom", "SecureRandom", "RandomGenerator")::contains,
                  Set.of("Math.random", "UUID.randomUUID")::contains)),
          new JavaRule(
              "models do not look at the identity of objects",
              Scopes::repeatable,
              "Number the objects where they are made: an identity differs from run to run.",
              model("int x(Object o) { return System.identityHashCode(o); }"),
              names(
                  Set.of("IdentityHashMap", "WeakHashMap")::contains,
                  Set.of("System.identityHashCode", "Objects.toIdentityString")::contains)),
          new JavaRule(
              "models have no collections without an order",
              Scopes::repeatable,
              "Use LinkedHashMap, LinkedHashSet, TreeMap, lists, or guava's ImmutableMap and"
                  + " ImmutableSet, which keep an order: that of hashes is no order, and"
                  + " `Set.of` changes it in each JVM.",
              new Example("import java.util.HashMap;", "").in(MODEL),
              names(
                  Set.of("HashMap", "HashSet", "Hashtable")::contains,
                  Set.of(
                          "Set.of",
                          "Set.copyOf",
                          "Map.of",
                          "Map.copyOf",
                          "Map.ofEntries",
                          "Collectors.toSet",
                          "Collectors.toMap",
                          "Collectors.groupingBy",
                          "Collectors.toUnmodifiableSet",
                          "Collectors.toUnmodifiableMap")
                      ::contains)),
          new JavaRule(
              "models do not reach out of the JVM",
              Scopes::models,
              "Have it handed in: files of the cache come from a `BackingStore`, settings from"
                  + " `KernelConfig`.",
              new Example("import java.nio.file.Files;", "").in(MODEL),
              names(
                  Set.<String>of()::contains,
                  name ->
                      name.startsWith("java.nio.file.")
                          || name.startsWith("java.net.")
                          || name.equals("java.io.File")
                          || name.equals("System.getenv")
                          || name.equals("System.getProperty"))),
          new JavaRule(
              "models do not compare kernel versions",
              source -> Scopes.models(source) && !SwitchEnums.declaredIn(source),
              "Name the difference: a constant of an enum that implements `Switch` says which"
                  + " releases have it, and the code asks `kernel.has(X)`.",
              model("boolean x(Object v) { return v == KernelVersion.V5_19; }"),
              names(Set.of("KernelVersion")::contains, Set.<String>of()::contains)),
          new JavaRule(
              "no static field that can be assigned",
              Scopes::main,
              "Put it below the `Kernel`, so that two kernels in one JVM do not know of each other.",
              model("private static int count;"),
              JavaRules::staticVariables),
          new JavaRule(
              "models keep no state in static fields",
              Scopes::repeatable,
              "Put it below the `Kernel`; a constant table is one of guava's immutable collections.",
              model("private static final List<String> NAMES = new ArrayList<>();"),
              JavaRules::staticState),
          new JavaRule(
              "no public field that can be assigned",
              Scopes::main,
              "Make it private with an accessor, or a `Shared` if tasks race for it.",
              model("public int count;"),
              JavaRules::publicFields),
          new JavaRule(
              "nothing prints but the command line",
              Scopes::silent,
              "Log with slf4j, or return the text to the command line (a package named `cli`, or a"
                  + " class named Main at its end).",
              model("void x() { System.out.println(); }"),
              names(
                  "printStackTrace"::equals,
                  Set.of("System.out", "System.err", "System.exit")::contains)),
          new JavaRule(
              "no silent catch",
              Scopes::everywhere,
              "Handle it, or say in a comment inside the block why nothing is to be done.",
              model("void x() { try { x(); } catch (RuntimeException e) { } }"),
              JavaRules::silentCatches),
          new JavaRule(
              "no wildcard imports",
              Scopes::everywhere,
              "Name each class: a reader wants to know where it comes from.",
              new Example("import java.util.*;", "").in(MODEL),
              JavaRules::wildcards),
          new JavaRule(
              "no test is switched off",
              Scopes::everywhere,
              "Mend it or delete it.",
              new Example("", "@Disabled void x() {}").in(TEST),
              names(Set.of("Disabled")::contains, Set.<String>of()::contains)),
          new JavaRule(
              "tests do not sleep",
              Scopes::tests,
              "Wait for the thing itself: with awaitility live, with the virtual clock simulated.",
              new Example("", "void x() throws Exception { Thread.sleep(100); }").in(TEST),
              names(
                  Set.<String>of()::contains, Set.of("Thread.sleep", "TimeUnit.sleep")::contains)),
          new JavaRule(
              "tests can be repeated",
              Scopes::tests,
              "Give the generator a seed, or let jqwik draw: its report says how to get the same"
                  + " numbers again.",
              new Example("", "Object x() { return new Random(); }").in(TEST),
              JavaRules::unseeded),
          new JavaRule(
              "files are read in one sitting",
              Scopes::everywhere,
              "Split it by subject: no file has more than "
                  + MOST_LINES
                  + " lines, no test more than "
                  + MOST_TEST_LINES
                  + ".",
              new Example("", "\n".repeat(MOST_LINES + 1)).in(MODEL),
              JavaRules::tooLong));

  private JavaRules() {}

  /// The text of a class that breaks a rule.
  private record Example(String imports, String member) {
    JavaSource in(String file) {
      String text = "package org.fscachesim.fscache;\n" + imports + "class X {" + member + "}\n";
      return JavaSource.parse(file, text);
    }
  }

  private static JavaSource model(String member) {
    return new Example("", member).in(MODEL);
  }

  /// Finds names by what comes after their last dot, or by the whole.
  private static JavaRule.Finder names(Predicate<String> last, Predicate<String> whole) {
    return source ->
        Names.in(source).stream()
            .filter(use -> last.test(use.last()) || whole.test(use.name()))
            .map(use -> source.finding(use.tree(), "`" + use.name() + "`"));
  }

  private static Stream<Finding> javaLocks(JavaSource source) {
    return scan(
        source,
        (tree, found) -> {
          if (tree instanceof SynchronizedTree
              || tree instanceof ModifiersTree modifiers
                  && modifiers.getFlags().contains(Modifier.SYNCHRONIZED)) {
            found.add(source.finding(tree, "`synchronized`"));
          }
        });
  }

  private static Stream<Finding> staticVariables(JavaSource source) {
    return fields(
        source,
        field -> {
          Set<Modifier> flags = field.getModifiers().getFlags();
          return flags.contains(Modifier.STATIC) && !flags.contains(Modifier.FINAL);
        });
  }

  private static Stream<Finding> staticState(JavaSource source) {
    return fields(
        source,
        field ->
            field.getModifiers().getFlags().contains(Modifier.STATIC)
                && field.getInitializer() instanceof NewClassTree made
                && STATEFUL.contains(typeName(made.getIdentifier())));
  }

  private static Stream<Finding> publicFields(JavaSource source) {
    return fields(
        source,
        field ->
            field.getModifiers().getFlags().contains(Modifier.PUBLIC)
                && !field.getModifiers().getFlags().contains(Modifier.FINAL));
  }

  private static Stream<Finding> silentCatches(JavaSource source) {
    return scan(
        source,
        (tree, found) -> {
          if (tree instanceof CatchTree clause && clause.getBlock().getStatements().isEmpty()) {
            String block = source.text(clause.getBlock());
            if (!block.contains("//") && !block.contains("/*")) {
              found.add(source.finding(clause, "catch (" + clause.getParameter() + ") {}"));
            }
          }
        });
  }

  private static Stream<Finding> wildcards(JavaSource source) {
    return source.unit().getImports().stream()
        .filter(line -> !line.isModule() && imported(line).endsWith("*"))
        .map(line -> source.finding(line, "import " + imported(line)));
  }

  private static Stream<Finding> unseeded(JavaSource source) {
    Stream<Finding> made =
        scan(
            source,
            (tree, found) -> {
              if (tree instanceof NewClassTree made1
                  && made1.getArguments().isEmpty()
                  && Set.of("Random", "SplittableRandom", "SecureRandom")
                      .contains(typeName(made1.getIdentifier()))) {
                found.add(source.finding(tree, tree.toString()));
              }
            });
    return Stream.concat(
        made,
        names("ThreadLocalRandom"::equals, Set.of("Math.random", "UUID.randomUUID")::contains)
            .find(source));
  }

  private static Stream<Finding> tooLong(JavaSource source) {
    long lines = source.text().lines().count();
    return lines <= (source.isMain() ? MOST_LINES : MOST_TEST_LINES)
        ? Stream.empty()
        : Stream.of(new Finding(source.name(), lines, lines + " lines"));
  }

  private static Stream<Finding> fields(JavaSource source, Predicate<VariableTree> unwanted) {
    return scan(
        source,
        (tree, found) -> {
          // Fields of an interface are final, whatever they say; constants of an enum too.
          if (tree instanceof ClassTree type && type.getKind() != Tree.Kind.INTERFACE) {
            for (Tree member : type.getMembers()) {
              if (member instanceof VariableTree field && unwanted.test(field)) {
                found.add(source.finding(field, "`" + field.getName() + "`"));
              }
            }
          }
        });
  }

  private static Stream<Finding> scan(
      JavaSource source, BiConsumer<Tree, Stream.Builder<Finding>> visitor) {
    Stream.Builder<Finding> found = Stream.builder();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree != null) {
          visitor.accept(tree, found);
        }
        return super.scan(tree, null);
      }
    }.scan(source.unit(), null);
    return found.build();
  }

  private static String imported(ImportTree tree) {
    return tree.getQualifiedIdentifier().toString();
  }

  /// Without package and type arguments.
  private static String typeName(ExpressionTree tree) {
    String name = tree.toString();
    int arguments = name.indexOf('<');
    String plain = arguments < 0 ? name : name.substring(0, arguments);
    return plain.substring(plain.lastIndexOf('.') + 1);
  }
}
