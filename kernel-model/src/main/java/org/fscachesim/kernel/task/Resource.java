package org.fscachesim.kernel.task;

import org.jspecify.annotations.Nullable;

/// Something that an [Operation] touches or waits for.
@FunctionalInterface
public interface Resource {
  /// For reports: what it is, and its present value where that helps.
  String describe();

  /// Who holds it, if it is of a kind that somebody holds.
  default @Nullable Task holder() {
    return null;
  }
}
