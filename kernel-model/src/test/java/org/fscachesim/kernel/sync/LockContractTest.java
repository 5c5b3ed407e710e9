package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Machines;
import org.junit.jupiter.api.Nested;

final class LockContractTest {
  @Nested
  final class OnTheLiveMachine extends LockContract {
    OnTheLiveMachine() {
      super(Machines.LIVE);
    }
  }

  @Nested
  final class OnTheSimulatedMachine extends LockContract {
    OnTheSimulatedMachine() {
      super(Machines.SIM);
    }
  }
}
