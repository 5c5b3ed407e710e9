/// The recorded cases of real kernels, replayed.
@NullMarked
package org.fscachesim.stack.conformance;

import org.jspecify.annotations.NullMarked;
