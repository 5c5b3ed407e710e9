package org.fscachesim.stack;

import java.util.Set;

/// Which files a rule is for.
final class Scopes {
  private static final Set<String> MODELS =
      Set.of("fscache-model", "cachefiles-model", "netfs-model");

  /// Where the machines, the primitives and the filesystems are made, which the models stand on.
  private static final Set<String> BELOW_THE_MODELS =
      Set.of(
          "org.fscachesim.kernel",
          "org.fscachesim.kernel.task",
          "org.fscachesim.kernel.sync",
          "org.fscachesim.kernel.wait",
          "org.fscachesim.kernel.work",
          "org.fscachesim.kernel.time",
          "org.fscachesim.kernel.trace",
          "org.fscachesim.kernel.store",
          "org.fscachesim.kernel.testing",
          "org.fscachesim.kernel.ffi",
          "org.fscachesim.kernel.vfs");

  private static final String MACHINES = "org.fscachesim.kernel.task";
  private static final String STORES = "org.fscachesim.kernel.store";

  private Scopes() {}

  static boolean everywhere(JavaSource source) {
    return true;
  }

  static boolean main(JavaSource source) {
    return source.isMain();
  }

  static boolean tests(JavaSource source) {
    return !source.isMain();
  }

  static boolean models(JavaSource source) {
    return source.isMain() && MODELS.contains(source.module());
  }

  /// The models and the kernel that they stand on.
  static boolean kernels(JavaSource source) {
    return models(source) || source.isMain() && source.module().equals("kernel-model");
  }

  /// Code that both machines run, and so must leave tasks, waiting and locking to the primitives.
  static boolean modelled(JavaSource source) {
    return models(source)
        || source.isMain()
            && source.module().equals("kernel-model")
            && BELOW_THE_MODELS.stream().noneMatch(p -> isAt(source, p))
            && !isBelow(source, STORES);
  }

  /// Code whose every run with the same schedule must be the same: the models and the kernel, but
  /// for the machines.
  static boolean repeatable(JavaSource source) {
    return models(source)
        || source.isMain()
            && source.module().equals("kernel-model")
            && !isAt(source, MACHINES)
            && !isBelow(source, STORES);
  }

  /// What is neither the command line nor a benchmark, whose business is to print.
  static boolean silent(JavaSource source) {
    String name = source.packageName();
    return !name.endsWith(".cli")
        && !name.endsWith(".benchmark")
        && !source.name().endsWith("Main.java");
  }

  private static boolean isAt(JavaSource source, String packageName) {
    return source.packageName().equals(packageName);
  }

  private static boolean isBelow(JavaSource source, String packageName) {
    return source.packageName().startsWith(packageName + ".");
  }
}
