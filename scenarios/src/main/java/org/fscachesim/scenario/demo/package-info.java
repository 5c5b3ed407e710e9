/// The main job, end to end: a daemon serves real EROFS images, applications read them, and every
/// byte is compared.
@NullMarked
package org.fscachesim.scenario.demo;

import org.jspecify.annotations.NullMarked;
