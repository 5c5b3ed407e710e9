/// The smallest complete cache backend, written against the public API alone: where to look first
/// when writing another one.
@NullMarked
package org.fscachesim.fscache.example;

import org.jspecify.annotations.NullMarked;
