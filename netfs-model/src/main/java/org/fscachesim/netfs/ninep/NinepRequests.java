package org.fscachesim.netfs.ninep;

import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.library.NetfsRequest;
import org.fscachesim.netfs.library.NetfsSubrequest;
import org.fscachesim.netfs.library.RequestOperations;
import org.fscachesim.netfs.library.RequestOrigin;

/// Reads and writes of one file, as the netfs library asks for them.
///
/// Kernel: fs/9p/vfs_addr.c (v9fs_req_ops)
final class NinepRequests implements RequestOperations {
  private final Session session;
  private final long id;
  // Elsewhere, that the tail is zeroes says it.
  private final boolean saysWhereFileEnds;

  NinepRequests(Session session, long id) {
    this.session = session;
    this.id = id;
    this.saysWhereFileEnds = session.kernel().has(NetfsBehaviour.PROGRESSIVE_READS);
  }

  /// Kernel: fs/9p/vfs_addr.c (v9fs_begin_cache_operation)
  @Override
  public void beginCacheOperation(NetfsRequest request) throws ErrnoException {
    request.resources().beginReadOperation(request.inode().cookie());
  }

  /// What the server has not, though the file is larger here, is zeroes that were not written yet;
  /// for who reads past the pages the file ends there.
  ///
  /// Kernel: fs/9p/vfs_addr.c (v9fs_issue_read)
  @Override
  public void issueRead(NetfsSubrequest subrequest) {
    boolean direct = subrequest.request().origin() == RequestOrigin.DIRECT_READ;
    IoOutcome outcome;
    try {
      long position = subrequest.position();
      int count = session.read(id, position, subrequest.buffer());
      boolean all = position + count >= subrequest.request().inode().fileSize();
      if (direct ? all || count < subrequest.remaining() : all && saysWhereFileEnds) {
        subrequest.set(SubrequestFlag.HIT_EOF);
      }
      outcome = new IoOutcome.Transferred(count);
    } catch (ErrnoException e) {
      outcome = new IoOutcome.Failed(e.errno());
    }
    if (!direct) {
      subrequest.set(SubrequestFlag.CLEAR_TAIL);
    }
    subrequest.terminated(outcome, false);
  }

  /// Kernel: fs/9p/vfs_addr.c (v9fs_issue_write)
  @Override
  public void issueWrite(NetfsSubrequest subrequest) {
    IoOutcome outcome;
    try {
      session.write(id, subrequest.position(), subrequest.buffer());
      outcome = new IoOutcome.Transferred(subrequest.remaining());
    } catch (ErrnoException e) {
      outcome = new IoOutcome.Failed(e.errno());
    }
    subrequest.terminated(outcome, false);
  }
}
