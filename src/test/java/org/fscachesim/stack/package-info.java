/// Checks on the project itself: what its sources look like, what depends on what, what the
/// documentation says.
///
/// The tests of the models, together, are in the packages below.
@NullMarked
package org.fscachesim.stack;

import org.jspecify.annotations.NullMarked;
