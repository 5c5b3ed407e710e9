/// Network filesystems over a whole stack: what an application sees of the server's files, with a
/// cache that comes and goes.
@NullMarked
package org.fscachesim.stack.client;

import org.jspecify.annotations.NullMarked;
