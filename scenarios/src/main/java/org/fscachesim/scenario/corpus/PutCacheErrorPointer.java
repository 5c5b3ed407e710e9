package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.KernelCall;

/// What is put is an error number, and its field was read before it was looked at.
final class PutCacheErrorPointer implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            FscacheFix.PUT_CACHE_ERROR_POINTER,
            "3be0b3ed1d76",
            Symptom.NULL_POINTER,
            "error pointer")
        .cve("CVE-2024-26612");
  }

  @Override
  public String about() {
    return "There is no memory for a cache that a client asks for.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.kernel().faults().arm("fscache_alloc_cache");
    Errno refusal = KernelCall.errno(() -> stage.begin("v"));
    Stage.require(
        refusal == null || refusal == Errno.ENOMEM, "a volume without a cache gave " + refusal);
  }
}
