/// Models `include/trace/events/cachefiles.h`: what the tracepoints print.
@NullMarked
package org.fscachesim.cachefiles.event;

import org.jspecify.annotations.NullMarked;
