/// The corpus of historical bugs: each is found without its fix, and not with it.
@NullMarked
package org.fscachesim.stack.corpus;

import org.jspecify.annotations.NullMarked;
