package org.fscachesim.kernel.store.directory;

import java.io.IOException;
import java.nio.file.Path;

/// A directory of the host cannot hold a store. The message is one line: which directory, on what
/// filesystem, what is missing, and what to do.
public final class StoreUnsupportedException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreUnsupportedException(Path path, String fsType, String missing, String advice) {
    super("%s (%s) cannot hold a cache: %s; %s".formatted(path, fsType, missing, advice));
  }
}
