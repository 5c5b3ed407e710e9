package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Machines;
import org.junit.jupiter.api.Nested;

final class CounterContractTest {
  @Nested
  final class OnTheLiveMachine extends CounterContract {
    OnTheLiveMachine() {
      super(Machines.LIVE);
    }
  }

  @Nested
  final class OnTheSimulatedMachine extends CounterContract {
    OnTheSimulatedMachine() {
      super(Machines.SIM);
    }
  }
}
