package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.FscacheEvent;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.fscache.FscacheObserver;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.StatCounter;

/// Each end of the last operation makes the worker run, which finds nothing to do.
final class NoAccessWakeGate implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(FscacheMutation.NO_ACCESS_WAKE_GATE, "", Symptom.RULE, "for nothing");
  }

  @Override
  public String about() {
    return "A client begins and ends operations on a file that it uses.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Cookie cookie = stage.cookie(stage.volume("v"), "a");
    stage.use(cookie);
    stage.settle();
    StatCounter runs = new StatCounter();
    stage
        .world()
        .fscache()
        .observe(
            new FscacheObserver() {
              @Override
              public void traced(FscacheEvent event) {
                if (event instanceof FscacheEvent.CookieRef(_, CookieTrace why, _)
                    && why == CookieTrace.SEE_WORK) {
                  runs.increment();
                }
              }
            });
    CacheResources reading = new CacheResources();
    reading.beginReadOperation(cookie);
    reading.endOperation();
    stage.settle();
    Stage.require(runs.get() == 0, "the worker ran for nothing");
  }
}
