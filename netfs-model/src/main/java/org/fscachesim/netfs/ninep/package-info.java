/// Models `fs/9p/`: a network filesystem over the 9P2000.L protocol, whose files are cached by
/// means of the netfs library.
///
/// ```text
/// NinepFilesystemType = FileServer*         by mount tag
/// NinepMount          = Session, NinepInode*
/// Session             = Options, Connection, Volume or none
/// NinepInode          = NetfsInode, Cookie or none; key: qid.path, coherency: qid.version
/// ```
///
/// # How coherent it is
///
/// Not very. The protocol knows no call-backs. With `cache=fscache` and `cache=loose` names and
/// inodes are remembered until they are unmounted, so that what others do at the server is not
/// seen; a cached file is thrown away when an inode is made anew and its `qid.version` is another
/// one. In the other modes each open asks the server.
///
/// # Reading order
///
/// `Options`, `Session`, `NinepInode`, `NinepFile`, `NinepRequests` (reads and writes for the
/// library), `NinepMapping` (dirty pages).
///
/// # Locks
///
/// ```text
/// inode (writes, truncation)  >  page  >  pages, flusher, inode table
/// ```
@NullMarked
package org.fscachesim.netfs.ninep;

import org.jspecify.annotations.NullMarked;
