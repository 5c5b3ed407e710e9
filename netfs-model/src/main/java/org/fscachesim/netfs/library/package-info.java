/// Models `fs/netfs/`: how a network filesystem reads files through the page cache, the cache and
/// the server.
///
/// # What there is
///
/// ```text
/// Netfs           = NetfsRequest*            of one kernel
/// NetfsInode      = pages, a cookie or none, RequestOperations of its filesystem
/// NetfsRequest    = a range of an inode, NetfsSubrequest*
/// NetfsSubrequest = a part of it that has one source: zeros, the server, the cache
/// ```
///
/// A filesystem gives each inode [RequestOperations] and a [NetfsMapping], or one that extends it,
/// and calls [Netfs] for nothing else than to make inodes. The cache is reached through the
/// [org.fscachesim.fscache.CacheResources] of a request.
///
/// # Reading order
///
/// [RequestOperations], [NetfsInode], [NetfsRequest], [NetfsSubrequest]. Then how pages are read:
///
/// - up to 6.11: `ReadHelpers` (the ways in), `Slicing` (which bytes come from where),
///   `Termination` and `Assessment` (what is made of the answers), `CopyToCache`;
/// - in 6.12: `ProgressiveReads`, `ReadCollector` with `ReadProgress`, and `MarkedCopy` for clients
///   that write back themselves.
///
/// And how they are written, where the library does that: `BufferedWrites` and `UnbufferedWrites`
/// (what an application writes), `Writeback` (what is dirty), `WriteStream` (to the server, to the
/// cache), `WriteCollector`. [NetfsInvariants] checks what has to hold.
///
/// # Counting
///
/// A request counts the subrequests that are under way, and one more as long as somebody adds some:
///
/// ```text
/// reader                               whoever completes a subrequest
/// count := 1
/// slice, count 2, issue
/// slice, count 3, issue                count 2
/// count 1, or wait for it to be 1      count 1, wake the reader
/// look at the answers
/// ```
///
/// Without a waiting reader the one who takes the count to 0 looks at the answers: it may be in a
/// completion, where nothing may sleep, and hands over to a worker when something must be issued
/// again.
///
/// # Locks
///
/// ```text
/// inode lock of the client
///   writeback lock of the inode       one writeback is issued at a time
///     page
///       lock of the request           which pages are complete; a leaf
/// list of requests: a leaf
/// ```
///
/// A page is locked from before a read gets it until the read is through with it; under writeback
/// it is unlocked, and who wants to change it waits. What else a request holds belongs to who
/// issues, then to who looks at the answers.
@NullMarked
package org.fscachesim.netfs.library;

import org.jspecify.annotations.NullMarked;
