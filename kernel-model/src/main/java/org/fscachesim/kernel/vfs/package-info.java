/// Open files, descriptor tables, processes and the mount table.
///
/// Models `fs/file_table.c`, `fs/file.c`, `fs/read_write.c`, `fs/ioctl.c` and `fs/namespace.c`, as
/// far as a caller of the system calls can tell.
@NullMarked
package org.fscachesim.kernel.vfs;

import org.jspecify.annotations.NullMarked;
