/// The host's system calls, for the parts that touch a real Linux: [LibC] and the others bind them
/// through `java.lang.foreign`, on any 64-bit Linux and without a library of our own.
///
/// Byte strings (names, xattrs) are Strings of ISO-8859-1 characters, as everywhere. A call that
/// fails gives an [ErrnoException][org.fscachesim.kernel.ErrnoException] with the host's errno; a
/// call that a signal interrupted is made again where that is right.
///
/// A function that is missing here is bound in three lines with [NativeCall].
@NullMarked
package org.fscachesim.kernel.ffi;

import org.jspecify.annotations.NullMarked;
