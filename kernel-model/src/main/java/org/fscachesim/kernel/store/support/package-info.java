/// What the stores are made of: the parts that a filesystem in memory and a directory of the host
/// have in common. For implementations of [BackingStore][org.fscachesim.kernel.store.BackingStore],
/// not for those who use one.
@NullMarked
package org.fscachesim.kernel.store.support;

import org.jspecify.annotations.NullMarked;
