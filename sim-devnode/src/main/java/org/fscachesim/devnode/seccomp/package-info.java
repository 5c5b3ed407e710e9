/// System calls of another program, caught on their way into the host's kernel.
///
/// A program is started with a filter that stops some of its system calls, and hands each to this
/// JVM, which answers in the kernel's place, lets it go on, or puts a descriptor into the program.
/// No privilege is needed, and the program is not changed; all it starts is under the same filter.
///
/// Stands on seccomp(2), `SECCOMP_RET_USER_NOTIF`; Linux 5.14 or later, on x86-64 and arm64.
@NullMarked
package org.fscachesim.devnode.seccomp;

import org.jspecify.annotations.NullMarked;
