package org.fscachesim.devnode.external;

import org.fscachesim.kernel.vfs.KernelFile;
import org.jspecify.annotations.Nullable;

/// What a call is about.
///
/// @param file the kernel's, with a reference
/// @param device the device, or null when it is an anonymous file
/// @param fd the caller's descriptor
record Target(KernelFile file, @Nullable OpenDevice device, int fd) {}
