/// Small programs that show how the stack is used. Each is a test, so each runs.
@NullMarked
package org.fscachesim.stack.example;

import org.jspecify.annotations.NullMarked;
