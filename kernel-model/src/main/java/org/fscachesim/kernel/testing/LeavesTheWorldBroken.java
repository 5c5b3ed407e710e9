package org.fscachesim.kernel.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// This test, or every test of this class, leaves kernels behind that no rule holds of, and means
/// it: they are not checked.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface LeavesTheWorldBroken {
  /// Why: what is broken, and what the test shows by it.
  String value();
}
