/// Models `fs/cachefiles/ondemand.c`: requests to a daemon that fills the cache on demand.
///
/// ```
/// Message = Open | Close | Read
/// Request = Message, id, object, completion
/// ```
@NullMarked
package org.fscachesim.cachefiles.ondemand;

import org.jspecify.annotations.NullMarked;
