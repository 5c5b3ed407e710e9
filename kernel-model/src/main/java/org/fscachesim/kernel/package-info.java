/// One booted kernel and what it is made of.
@NullMarked
package org.fscachesim.kernel;

import org.jspecify.annotations.NullMarked;
