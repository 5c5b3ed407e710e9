/// Models `fs/fs-writeback.c`: when the dirty pages of a mounted filesystem are written back.
///
/// [Flusher] knows which files of a mount are dirty; [DirtyFile] is what it sees of one.
@NullMarked
package org.fscachesim.netfs.writeback;

import org.jspecify.annotations.NullMarked;
