/// Models `include/trace/events/netfs.h`: what the netfs library traces, in the kernel's format.
@NullMarked
package org.fscachesim.netfs.event;

import org.jspecify.annotations.NullMarked;
