package org.fscachesim.kernel.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.Completion;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class WorkContractTest {
  @Nested
  final class OnTheLiveMachine extends WorkContract {
    OnTheLiveMachine() {
      super(Machines.LIVE);
    }
  }

  @Nested
  final class OnTheSimulatedMachine extends WorkContract {
    OnTheSimulatedMachine() {
      super(Machines.SIM);
    }

    @LeavesTheWorldBroken(
        "the later run never ends, so that a flush which waited for it would show")
    @Test
    void flushWaitsForTheRunUnderWayAndNotForALaterOne() {
      Simulation.run(
          s -> {
            Completion go = new Completion(s.kernel(), "go");
            Completion forever = new Completion(s.kernel(), "forever");
            int[] runs = new int[1];
            Work[] self = new Work[1];
            WorkQueue queue = s.kernel().workQueue("events");
            self[0] =
                new Work(
                    s.kernel(),
                    "work",
                    () -> {
                      if (++runs[0] > 1) {
                        forever.await();
                      }
                      go.await();
                      queue.queue(self[0]);
                    });
            queue.queue(self[0]);
            s.kernel().sleepMillis(1);
            s.kernel()
                .spawn(
                    "later",
                    () -> {
                      s.kernel().sleepMillis(1);
                      go.completeAll();
                    });
            self[0].flush();
            assertEquals(2, runs[0], "the second run is under way, and nobody waited for it");
          });
    }
  }
}
