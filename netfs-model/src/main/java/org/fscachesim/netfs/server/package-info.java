/// Models `net/9p/client.c`, as far as a call to a server goes, and the server at the other end:
/// the same one for every network filesystem here, so that two of them can look at the same files.
///
/// ```text
/// FileServer = Node*                 a tree of directories and regular files
/// Connection = call*                 each call is a request, served by a task of its own
/// ```
///
/// [ServerFaults] says what may go wrong there.
@NullMarked
package org.fscachesim.netfs.server;

import org.jspecify.annotations.NullMarked;
