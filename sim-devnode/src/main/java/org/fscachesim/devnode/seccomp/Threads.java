package org.fscachesim.devnode.seccomp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.fscachesim.kernel.Errno;
import org.jspecify.annotations.Nullable;

/// Threads of other processes, and copies of their descriptors. For one thread at a time.
///
/// Of each that was asked for lately a handle is kept, which never leads to another thread that has
/// the same number later.
public final class Threads implements AutoCloseable {
  /// There is no such descriptor.
  public static final int NONE = -1;

  /// The thread is gone, or the host will not copy what it has: a kernel before 6.9 knows processes
  /// only by their first thread, and a container may forbid it.
  public static final int NOT_TOLD = -2;

  private static final int MOST = 256;

  private final HostCalls host = new HostCalls();
  private final LinkedHashMap<Integer, Integer> handles = new LinkedHashMap<>(16, 0.75f, true);

  /// A copy of a thread's descriptor, which the caller closes; [#NONE] when it is not open or may
  /// not be copied, or [#NOT_TOLD].
  public int copy(int thread, int fd) {
    for (int attempt = 0; attempt < 2; attempt++) {
      Integer known = handles.get(thread);
      Integer handle = known == null ? open(thread) : known;
      if (handle == null) {
        return NOT_TOLD;
      }
      int copy = host.copyThrough(handle, fd);
      if (copy >= 0) {
        return copy;
      }
      int errno = host.errno();
      if (known == null || errno != HostCalls.ESRCH) {
        return errno == Errno.EBADF.code() ? NONE : NOT_TOLD;
      }
      // That one is gone: is there another one by now?
      host.close(known);
      handles.remove(thread);
    }
    return NONE;
  }

  private @Nullable Integer open(int thread) {
    int handle = host.threadHandle(thread);
    if (handle < 0) {
      return null;
    }
    handles.put(thread, handle);
    if (handles.size() > MOST) {
      Iterator<Integer> oldest = handles.values().iterator();
      host.close(oldest.next());
      oldest.remove();
    }
    return handle;
  }

  @Override
  public void close() {
    handles.values().forEach(host::close);
    handles.clear();
  }
}
