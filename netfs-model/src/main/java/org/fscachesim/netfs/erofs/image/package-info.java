/// Looks into EROFS images without a kernel, modelled or real: for tools and tests.
///
/// [ErofsImage] is the door. It says in one sentence what is wrong with an image, where a mount
/// would give an errno alone.
@NullMarked
package org.fscachesim.netfs.erofs.image;

import org.jspecify.annotations.NullMarked;
