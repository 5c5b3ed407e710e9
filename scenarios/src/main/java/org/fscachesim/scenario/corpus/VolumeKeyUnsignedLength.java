package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.KernelCall;

/// The length in front of a key is a byte, and from 128 on that was negative.
final class VolumeKeyUnsignedLength implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        FscacheFix.VOLUME_KEY_UNSIGNED_LENGTH,
        "9f0933ac026f",
        Symptom.OUT_OF_BOUNDS,
        "out of bounds");
  }

  @Override
  public String about() {
    return "Two clients want a volume of one key, which is 200 characters long.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    String key = "k".repeat(200);
    stage.begin(key);
    Errno refusal = KernelCall.errno(() -> stage.begin(key));
    Stage.require(refusal == Errno.EBUSY, "the second volume of one key gave " + refusal);
  }
}
