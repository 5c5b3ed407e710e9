/// Models `fs/cachefiles`: a cache for fscache in a directory of a filesystem, and the device by
/// which a daemon commands it.
///
/// ```
/// Cachefiles       the driver: one device, one cache at a time
/// CachefilesCache  = limits, flags, the cache/ and graveyard/ directories, volumes, objects
/// CacheVolume      = directory I<volume key>, 256 fan-out directories
/// CacheObject      = cookie, name, file, on-demand state
/// ```
///
/// Rooms: [org.fscachesim.cachefiles.daemon] the device and its commands;
/// [org.fscachesim.cachefiles.store] names, directories, attributes, space, culling;
/// [org.fscachesim.cachefiles.io] data; [org.fscachesim.cachefiles.ondemand] the requests that a
/// daemon of the on-demand mode answers; [org.fscachesim.cachefiles.event] trace events.
///
/// # Lock order
///
/// ```
/// command mutex
///   > directory inode > child inode
///   > request lock > on-demand lock of an object > object lock
/// object list lock      (a leaf, but for asking fscache to withdraw a cookie, which only queues)
/// ```
///
/// | lock | protects |
/// |---|---|
/// | command mutex | limits before bind, names given by commands, bind itself |
/// | inode | the names in a directory; the in-use mark of the inode |
/// | request lock | the table of requests, their marks, the ids of messages and objects |
/// | on-demand lock | id and state of one object |
/// | object lock | the object's file, whether that has a name |
/// | object list lock | the lists of volumes and objects |
///
/// Never wait for the daemon with any of them held, and never do I/O under the spinning ones.
@NullMarked
package org.fscachesim.cachefiles;

import org.jspecify.annotations.NullMarked;
