package org.fscachesim.scenario.corpus;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;

/// Files are looked up in a volume that could not be set up, so that they try again, and wait for
/// that; then all is given back, and the volume used anew, for which every lookup has to have come
/// to its end.
abstract class VolumeSetUp implements Twin {
  private final int files;

  /// @param files that are looked up at the same time
  VolumeSetUp(int files) {
    this.files = files;
  }

  @Override
  public final String about() {
    return "%s looked up in a volume that is being set up."
        .formatted(files == 1 ? "A file is" : files + " files are");
  }

  @Override
  public final void play(Stage stage) throws ErrnoException {
    PlainBackend backend = new PlainBackend(stage.world().fscache(), 1);
    Volume volume = stage.volume("v");
    List<Cookie> cookies = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      cookies.add(stage.cookie(volume, "file " + i));
    }
    cookies.forEach(stage::use);
    stage.settle();
    stage.close();
    stage.drop(stage.begin("v"));
    stage.settle();
    backend.unbind();
  }
}
