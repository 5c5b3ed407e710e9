package org.fscachesim.kernel.testing;

import java.util.List;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;
import org.fscachesim.kernel.KernelWatch;
import org.junit.platform.commons.support.AnnotationSupport;

/// [WorldCheck] for properties: each try is checked by itself, so that a broken world shrinks as
/// any other failure does.
public final class WorldCheckOfProperties implements AroundTryHook {
  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
    if (AnnotationSupport.isAnnotated(context.targetMethod(), LeavesTheWorldBroken.class)
        || AnnotationSupport.isAnnotated(context.containerClass(), LeavesTheWorldBroken.class)) {
      return ScopedValue.where(KernelWatch.SCOPE, KernelWatch.NOBODY)
          .call(() -> aTry.execute(parameters));
    }
    WatchedKernels kernels = new WatchedKernels();
    TryExecutionResult result =
        ScopedValue.where(KernelWatch.SCOPE, kernels).call(() -> aTry.execute(parameters));
    if (result.isSatisfied()) {
      try {
        kernels.check();
      } catch (AssertionError broken) {
        return TryExecutionResult.falsified(broken);
      }
    }
    return result;
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
