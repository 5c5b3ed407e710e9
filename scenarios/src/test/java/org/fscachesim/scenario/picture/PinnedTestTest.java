package org.fscachesim.scenario.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.MountReadWhileDaemonCloses;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The generated test compiles; it fails while the bug is there and passes when it is not.
final class PinnedTestTest {
  private static final Scenario SCENARIO = new MountReadWhileDaemonCloses();
  private static final KernelConfig BUGGY =
      KernelConfig.of(KernelVersion.D6_12_117).without(CachefilesFix.FLUSH_ERASES_REQUESTS);

  @TempDir Path directory;

  @Test
  void itFailsWithTheVerdictWhileTheBugIsThere() throws Exception {
    ScenarioRun run = failing();
    Throwable thrown = assertThrows(AssertionError.class, () -> compileAndRun(run, BUGGY));
    assertTrue(
        String.valueOf(thrown.getMessage()).contains(run.verdict().describe()),
        thrown.getMessage());
  }

  @Test
  void itPassesWhenTheBugIsMended() throws Exception {
    compileAndRun(failing(), KernelConfig.of(KernelVersion.D6_12_117));
  }

  @Test
  void aFileThatIsNoClassIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> PinnedTest.of(Path.of("a-b.java"), SCENARIO.name(), BUGGY, failing()));
    assertEquals(
        "'a-b.java' is no file of a class: expected a name like PinnedTest.java", e.getMessage());
  }

  private static ScenarioRun failing() {
    for (int seed = 1; seed < 3000; seed++) {
      ScenarioRun run = ScenarioRun.of(SCENARIO, BUGGY, new RandomWalk(seed), false);
      if (!(run.verdict() instanceof Verdict.Passed)) {
        assertInstanceOf(Verdict.class, run.verdict());
        return run;
      }
    }
    throw new AssertionError("no seed fails");
  }

  private void compileAndRun(ScenarioRun run, KernelConfig config) throws Exception {
    Path file = directory.resolve("java/org/example/LeftInTheTableTest.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, PinnedTest.of(file, SCENARIO.name(), config, run));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-Xlint:all,-path",
              "-proc:none",
              "-d",
              directory.toString(),
              "-cp",
              System.getProperty("java.class.path", ""));
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(new File(file.toString())))
              .call();
      assertTrue(compiled, complaints.toString());
      assertEquals("", complaints.toString());
    }
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      Class<?> type = loader.loadClass("org.example.LeftInTheTableTest");
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method test = type.getDeclaredMethod("theScheduleComesOutRight");
      test.setAccessible(true);
      try {
        test.invoke(constructor.newInstance());
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof AssertionError error) {
          throw error;
        }
        throw e;
      }
    }
  }
}
