package org.fscachesim.scenario.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation;

/// A store that needs time to give a file its name, as the journal of the recorded machines' disk
/// did.
///
/// A cache file gets its name when its object is withdrawn, and until then a daemon can still write
/// through its descriptor. The recorded daemons acted within that time (`od-keep-fd-after-close`);
/// without it the outcome of such a step is up to chance.
final class CommitLatency {
  private static final long LINK_NANOS = 20_000_000L;

  private CommitLatency() {}

  static BackingStore over(BackingStore store, Machine machine) {
    return (BackingStore)
        Proxy.newProxyInstance(
            BackingStore.class.getClassLoader(),
            new Class<?>[] {BackingStore.class},
            (_, method, args) -> {
              if (method.getName().equals("link")) {
                sleep(machine);
              }
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void sleep(Machine machine) {
    long until = machine.nanos() + LINK_NANOS;
    Operation sleep = new Operation.Sleep(() -> "disk", until);
    while (machine.nanos() < until) {
      machine.parkUntil(sleep, until);
    }
  }
}
