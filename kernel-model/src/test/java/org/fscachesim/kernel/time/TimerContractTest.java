package org.fscachesim.kernel.time;

import org.fscachesim.kernel.Machines;
import org.junit.jupiter.api.Nested;

final class TimerContractTest {
  @Nested
  final class OnTheLiveMachine extends TimerContract {
    OnTheLiveMachine() {
      super(Machines.LIVE);
    }
  }

  @Nested
  final class OnTheSimulatedMachine extends TimerContract {
    OnTheSimulatedMachine() {
      super(Machines.SIM);
    }
  }
}
