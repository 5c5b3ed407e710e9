package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.scenario.ContentCheck;

/// ```
/// lookup                            writer
/// ------                            ------
///                                   writes, and writes back: there is
///                                   no cache yet, so to the server only
/// the record is as expected:
/// there is data
///                                   reads the old data
/// ```
final class WriteReqAsyncLookup implements Twin {
  private static final String OPTIONS = "cache=fscache";

  @Override
  public Bug bug() {
    return Bug.of(
            NetfsFix.WRITE_REQ_ASYNC_LOOKUP, "dbd6f56d975b", Symptom.CONTENT, "of an old version")
        .cve("CVE-2026-72366");
  }

  @Override
  public String about() {
    return "A file with data in the cache is looked up while it is written.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNinep(OPTIONS);
    client.read();
    client.forget();
    client.unmount();
    stage.settle();

    client.mountNinep(OPTIONS);
    ContentCheck check = new ContentCheck("the file", Client.content(1));
    check.becomes(Client.content(2));
    client.write(Client.content(2));
    client.forget();
    check.gotAll(check.begin(), client.read());
    client.unmount();
  }
}
