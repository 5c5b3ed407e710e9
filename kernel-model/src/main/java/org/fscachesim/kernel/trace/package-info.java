/// Trace events, in the kernel's names and formats.
///
/// Models `kernel/trace` as far as a reader of trace_pipe sees it.
@NullMarked
package org.fscachesim.kernel.trace;

import org.jspecify.annotations.NullMarked;
