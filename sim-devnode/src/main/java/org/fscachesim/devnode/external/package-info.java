/// A daemon that is a program of its own: its `/dev/cachefiles` is that of a simulated kernel on
/// the live machine.
///
/// One task, the dispatcher, does what its stopped system calls ask, in a process of the simulated
/// kernel that stands for all processes of the program. What the program holds are real descriptors
/// of the host, so that it can duplicate, inherit, pass and poll them without anybody's help:
///
/// | the kernel's file | stands for it | its last close shows as |
/// |---|---|---|
/// | the open device | one end of a pair of sockets | the other end is hung up |
/// | an anonymous file | a file of its own, open for writing | inotify says so |
///
/// A stopped call is about one of these if the descriptor's link in `/proc` says so: numbers mean
/// nothing, as each process may move them about.
@NullMarked
package org.fscachesim.devnode.external;

import org.jspecify.annotations.NullMarked;
