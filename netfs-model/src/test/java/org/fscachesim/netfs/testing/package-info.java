/// What the tests of this module share.
@NullMarked
package org.fscachesim.netfs.testing;

import org.jspecify.annotations.NullMarked;
