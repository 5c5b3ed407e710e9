/// Models `fs/ext4/` as a cache sees it: a filesystem in memory, deterministic, with sparse files,
/// settable free counts and errors on demand.
///
/// ```
/// MemoryStore     = MemoryDirectory FreeSpace clock
/// MemoryInode     = MemoryDirectory | MemoryFile | MemorySymlink
/// MemoryDirectory = { name -> MemoryInode }
/// MemoryFile      = SparseContents = written:RunSet unwritten:RunSet { block -> bytes }
/// ```
///
/// Everything is guarded by one lock for each store. Nothing is waited for while it is held.
@NullMarked
package org.fscachesim.kernel.store.memory;

import org.jspecify.annotations.NullMarked;
