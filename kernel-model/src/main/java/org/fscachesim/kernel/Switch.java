package org.fscachesim.kernel;

/// A named difference between kernel releases: a behaviour that some have, or an upstream fix.
///
/// Models ask `kernel.has(X)`; they never compare versions. Each module has its own enums.
public interface Switch {
  /// The constant's name, as commands and reports print it.
  String name();

  /// Whether the kernel of that release has it.
  boolean in(KernelVersion version);
}
