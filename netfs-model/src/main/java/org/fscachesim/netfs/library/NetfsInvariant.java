package org.fscachesim.netfs.library;

import org.fscachesim.kernel.invariant.Invariant;

/// What holds in the netfs library whatever happens, as far as [NetfsInvariants] checks it.
public enum NetfsInvariant implements Invariant {
  SLICES_ARE_CONTIGUOUS("N1", "the slices of a read follow each other from its start"),
  NOT_TOO_MUCH_SUBMITTED("N2", "no more is submitted than the read is long"),
  DOWNLOADS_LIE_IN_THE_FILE("N3", "no download reaches behind the end of the file"),
  ENDS_ONCE("N4", "a subrequest ends once for each time it is issued"),
  IN_PROGRESS_UNTIL_DONE("N5", "a request is finished once, with nothing under way"),
  UPTODATE_MEANS_READ("N6", "a page is uptodate only if all its bytes were delivered"),
  PAGES_ARE_HANDED_OUT_ONCE("N7", "a read is through with each of its pages exactly once"),
  NOT_TOO_MUCH_TRANSFERRED("N8", "no more is transferred than the subrequest is long"),
  FAILED_READS_ARE_NOT_STORED("N9", "nothing of a read that failed is stored"),
  SERVER_ONCE_SERVER_FOR_GOOD("N11", "a read that went to the server does not go to the cache"),
  NOTHING_TWICE_IS_THE_END("N12", "who gave nothing twice in a row is not asked again"),
  REQUESTS_ARE_COUNTED("N15", "the statistics know how many requests and subrequests live"),
  EVERY_ISSUE_IS_COUNTED_TWICE("N16", "what was issued has ended, when no request lives"),
  SERVER_HELPS_OUT_FOR_A_REASON("N17", "the server is asked instead only where the cache failed"),
  STORED_UNDER_THE_MARK("N18", "a page carries the mark while it is being stored"),
  ONLY_COPIES_ARE_STORED("N20", "only what is marked to be copied is stored"),
  DISTRUSTED_IS_READ_AGAIN("N22", "what the cache gave and was not trusted comes from the server"),
  EXPANSION_ONLY_GROWS("N23", "a request that is expanded loses nothing"),
  READY_FOR_WRITE("N24", "a page to be written to is locked, and uptodate or of no interest");

  private final String number;
  private final String sentence;

  NetfsInvariant(String number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  @Override
  public String number() {
    return number;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
