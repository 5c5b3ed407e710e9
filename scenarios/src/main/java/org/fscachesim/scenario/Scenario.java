package org.fscachesim.scenario;

/// Something that several tasks do to one world, and that must come out right in every order.
///
/// All that differs between two runs comes from the machine: who goes next, and what
/// [org.fscachesim.kernel.task.Machine#choose(String, int)] answers.
public interface Scenario {
  /// A short name in lower case with hyphens, as commands take it.
  String name();

  /// One sentence: who does what to whom.
  String about();

  /// Directories of a volume over which its objects are spread, `@00` and on: a power of two, 1 to
  /// [org.fscachesim.cachefiles.Cachefiles#FANOUTS], which is what a kernel has. Two are enough for
  /// objects to be in one directory or in different ones, and each more takes steps of every run.
  default int fanouts() {
    return 2;
  }

  /// Runs as the main task: starts the actors, waits for them, and fails with a [ScenarioFailure]
  /// when something came out wrong. What is left over afterwards is checked by the caller.
  void run(World world);
}
