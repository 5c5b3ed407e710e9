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

  /// Runs as the main task: starts the actors, waits for them, and fails with a [ScenarioFailure]
  /// when something came out wrong. What is left over afterwards is checked by the caller.
  void run(World world);
}
