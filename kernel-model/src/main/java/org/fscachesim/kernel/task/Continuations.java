package org.fscachesim.kernel.task;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.fscachesim.kernel.KernelBug;

/// The JDK's own continuations, where the JVM was started with `--add-exports
/// java.base/jdk.internal.vm=ALL-UNNAMED`.
///
/// Reached by method handles, as a compiler that is told a release knows no internal packages. The
/// handles are constants, so a call costs what a direct one does.
final class Continuations {
  private static final String PACKAGE = "jdk.internal.vm.";

  private static final boolean AVAILABLE;
  private static final MethodHandle MAKE;
  private static final MethodHandle RUN;
  private static final MethodHandle YIELD;

  static {
    boolean available = false;
    MethodHandle make = MethodHandles.empty(MethodType.methodType(Object.class, Runnable.class));
    MethodHandle run = MethodHandles.empty(MethodType.methodType(void.class, Object.class));
    MethodHandle putAside = MethodHandles.empty(MethodType.methodType(boolean.class));
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> scopeClass = Class.forName(PACKAGE + "ContinuationScope");
      Class<?> type = Class.forName(PACKAGE + "Continuation");
      Object scope =
          lookup
              .findConstructor(scopeClass, MethodType.methodType(void.class, String.class))
              .invoke("simulated tasks");
      make =
          MethodHandles.insertArguments(
                  lookup.findConstructor(
                      type, MethodType.methodType(void.class, scopeClass, Runnable.class)),
                  0,
                  scope)
              .asType(make.type());
      run = lookup.findVirtual(type, "run", MethodType.methodType(void.class)).asType(run.type());
      putAside =
          MethodHandles.insertArguments(
              lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopeClass)),
              0,
              scope);
      available = true;
    } catch (ReflectiveOperationException e) {
      // Not exported, or another JDK: there are virtual threads.
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
    AVAILABLE = available;
    MAKE = make;
    RUN = run;
    YIELD = putAside;
  }

  private Continuations() {}

  static boolean areAvailable() {
    return AVAILABLE;
  }

  /// A continuation that will run `body`.
  static Object make(Runnable body) {
    try {
      return (Object) MAKE.invokeExact(body);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Runs it until it yields or ends.
  static void run(Object continuation) {
    try {
      RUN.invokeExact(continuation);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Goes back to who called [#run(Object)], until that is called again.
  ///
  /// @throws KernelBug when a frame on the stack can not be put aside
  static void putAside() {
    try {
      var _ = (boolean) YIELD.invokeExact();
    } catch (IllegalStateException e) {
      throw new KernelBug(
          "a scheduling point was reached below a native frame, such as a class initializer ("
              + e.getMessage()
              + "): nobody else can run then",
          e);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  private static RuntimeException rethrown(Throwable e) {
    LiveMachine.rethrow(e);
    return new IllegalStateException(e);
  }
}
