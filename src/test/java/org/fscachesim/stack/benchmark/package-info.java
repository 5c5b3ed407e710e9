/// What the data structures and the machines cost, beside the nearest thing that the JDK has.
///
/// Run by hand, never by the tests: CONTRIBUTING.md has the command, `docs/performance.md` what it
/// gave. A benchmark class has a method `model` and, where there is something to compare it with, a
/// method `plain`; [org.fscachesim.stack.benchmark.Benchmarks] prints their ratio.
@NullMarked
package org.fscachesim.stack.benchmark;

import org.jspecify.annotations.NullMarked;
