/// Models `lib/xarray.c` and `include/linux/xarray.h`: a sparse array of objects under unsigned
/// 32-bit indices, with three marks on each entry, which also hands out ids.
///
/// Read in this order: [org.fscachesim.kernel.xarray.XArray] (what it offers, and the essay on how
/// it is made), [org.fscachesim.kernel.xarray.Cursor] (a place in the array that moves),
/// [org.fscachesim.kernel.xarray.Mark], [org.fscachesim.kernel.xarray.Limit] and
/// [org.fscachesim.kernel.xarray.CyclicIds] (which ids may be given out, and which comes next).
/// Under them, package-private: `Tree` owns the head and changes the shape, `Node` is 64 slots with
/// their bitmaps, `Invariants` checks that the two are what the essay says.
///
/// Not modelled, since no model needs it: entries that span several indices, reserved slots, RCU
/// readers.
@NullMarked
package org.fscachesim.kernel.xarray;

import org.jspecify.annotations.NullMarked;
