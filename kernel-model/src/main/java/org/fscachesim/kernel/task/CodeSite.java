package org.fscachesim.kernel.task;

import java.util.Set;

/// A place in the code of a model: where a primitive was used. It costs about a microsecond to make
/// one, and much more to print it.
public final class CodeSite {
  /// The primitives, whose own frames say nothing.
  private static final Set<String> PRIMITIVES =
      Set.of(
          "org.fscachesim.kernel.sync.BlockingLock",
          "org.fscachesim.kernel.sync.SpinLock",
          "org.fscachesim.kernel.sync.Mutex",
          "org.fscachesim.kernel.sync.RwSemaphore",
          "org.fscachesim.kernel.sync.LockOrder",
          "org.fscachesim.kernel.sync.Plain",
          "org.fscachesim.kernel.task.CodeSite",
          "org.fscachesim.kernel.task.RaceDetector",
          "org.fscachesim.kernel.task.RaceDetector$Field");

  private final Throwable stack;

  private CodeSite(Throwable stack) {
    this.stack = stack;
  }

  /// The place that this is called from.
  public static CodeSite here() {
    return new CodeSite(new Throwable());
  }

  /// `Graveyard.move (Graveyard.java:112)`: the innermost frame outside of the primitives.
  @Override
  public String toString() {
    for (StackTraceElement frame : stack.getStackTrace()) {
      if (!PRIMITIVES.contains(frame.getClassName())) {
        String type = frame.getClassName().replaceFirst(".*\\.", "");
        return "%s.%s (%s:%d)"
            .formatted(type, method(frame), frame.getFileName(), frame.getLineNumber());
      }
    }
    return "?";
  }

  /// A lambda is named after the method that it is in.
  private static String method(StackTraceElement frame) {
    String[] parts = frame.getMethodName().split("\\$", -1);
    return parts.length == 3 && parts[0].equals("lambda") ? parts[1] : frame.getMethodName();
  }
}
