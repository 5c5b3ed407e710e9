/// For tests of whatever runs on a kernel: after each test that passed, everything that it booted
/// on a simulated machine is checked.
///
/// [org.fscachesim.kernel.testing.WorldCheck] is for JUnit,
/// [org.fscachesim.kernel.testing.WorldCheckOfProperties] for jqwik. Both are found by themselves
/// where this module is on the class path; JUnit asks for a line in `junit-platform.properties`:
///
/// ```
/// junit.jupiter.extensions.autodetection.enabled = true
/// ```
///
/// JUnit and jqwik are here only for those who have them.
@NullMarked
package org.fscachesim.kernel.testing;

import org.jspecify.annotations.NullMarked;
