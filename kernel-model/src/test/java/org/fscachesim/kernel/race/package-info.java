/// Two races as small as they get, with and without what mends them.
@NullMarked
package org.fscachesim.kernel.race;

import org.jspecify.annotations.NullMarked;
