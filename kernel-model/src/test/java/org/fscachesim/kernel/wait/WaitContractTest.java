package org.fscachesim.kernel.wait;

import org.fscachesim.kernel.Machines;
import org.junit.jupiter.api.Nested;

final class WaitContractTest {
  @Nested
  final class OnTheLiveMachine extends WaitContract {
    OnTheLiveMachine() {
      super(Machines.LIVE);
    }
  }

  @Nested
  final class OnTheSimulatedMachine extends WaitContract {
    OnTheSimulatedMachine() {
      super(Machines.SIM);
    }
  }
}
