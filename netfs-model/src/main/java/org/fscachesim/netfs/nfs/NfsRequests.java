package org.fscachesim.netfs.nfs;

import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.library.NetfsRequest;
import org.fscachesim.netfs.library.NetfsSubrequest;
import org.fscachesim.netfs.library.RequestOperations;
import org.jspecify.annotations.Nullable;

/// Reads of one file, as the netfs library asks for them. Writing is not the library's business
/// here, so that it stores under the marks of the pages.
///
/// Kernel: fs/nfs/fscache.c (nfs_netfs_ops)
final class NfsRequests implements RequestOperations {
  private final Session session;
  private final long id;

  NfsRequests(Session session, long id) {
    this.session = session;
    this.id = id;
  }

  /// Kernel: fs/nfs/fscache.c (nfs_netfs_init_request)
  @Override
  public void initRequest(NetfsRequest request, @Nullable Object file) {
    request.useStoringMarks();
  }

  /// Kernel: fs/nfs/fscache.c (nfs_netfs_begin_cache_operation)
  @Override
  public void beginCacheOperation(NetfsRequest request) throws ErrnoException {
    request.resources().beginReadOperation(request.inode().cookie());
  }

  /// Kernel: fs/nfs/fscache.c (nfs_netfs_clamp_length)
  @Override
  public boolean clampLength(NetfsSubrequest subrequest) {
    subrequest.shorten(Math.min(subrequest.length(), session.options().readSize()));
    return true;
  }

  @Override
  public void prepareRead(NetfsSubrequest subrequest) {
    subrequest.limit(session.options().readSize(), Integer.MAX_VALUE);
  }

  /// Kernel: fs/nfs/fscache.c (nfs_netfs_issue_read)
  @Override
  public void issueRead(NetfsSubrequest subrequest) {
    IoOutcome outcome;
    try {
      long position = subrequest.position();
      int count = session.read(id, position, subrequest.buffer());
      boolean all = position + count >= subrequest.request().inode().fileSize();
      if (all && session.kernel().has(NetfsBehaviour.PROGRESSIVE_READS)) {
        subrequest.set(SubrequestFlag.HIT_EOF);
      }
      subrequest.set(SubrequestFlag.CLEAR_TAIL);
      outcome = new IoOutcome.Transferred(count);
    } catch (ErrnoException e) {
      outcome = new IoOutcome.Failed(e.errno());
    }
    subrequest.terminated(outcome, false);
  }
}
