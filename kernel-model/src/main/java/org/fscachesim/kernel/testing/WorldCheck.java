package org.fscachesim.kernel.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.fscachesim.kernel.KernelWatch;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// Checks, after each test that passed, every kernel that it booted on a simulated machine: nobody
/// hangs, no lock is held, and all invariants of all modules hold. A test that fails keeps its own
/// failure, with what was broken beside it.
///
/// A test for which that is wrong says so with [LeavesTheWorldBroken]. Kernels on live machines are
/// not checked, nor those of runs that a test itself starts on other threads.
public final class WorldCheck implements InvocationInterceptor {
  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return watch(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> constructor,
      ExtensionContext context)
      throws Throwable {
    return watch(invocation, context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  private static <T> T watch(Invocation<T> invocation, ExtensionContext context) throws Throwable {
    if (isMeantToBreak(context)) {
      return ScopedValue.where(KernelWatch.SCOPE, KernelWatch.NOBODY)
          .<T, Throwable>call(invocation::proceed);
    }
    WatchedKernels kernels = new WatchedKernels();
    T result;
    try {
      result =
          ScopedValue.where(KernelWatch.SCOPE, kernels).<T, Throwable>call(invocation::proceed);
    } catch (Throwable failure) {
      kernels.addTo(failure);
      throw failure;
    }
    kernels.check();
    return result;
  }

  /// Whether the test or what is around it says so; a dynamic test has nothing but what is around.
  private static boolean isMeantToBreak(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getElement(), LeavesTheWorldBroken.class)
        || context.getParent().map(WorldCheck::isMeantToBreak).orElse(false);
  }
}
