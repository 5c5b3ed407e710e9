package org.fscachesim.netfs.server;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.work.Work;
import org.fscachesim.kernel.work.WorkQueue;
import org.jspecify.annotations.Nullable;

/// A client's way to the server: each call is a request that another task serves, while the caller
/// waits for the answer.
///
/// A fatal signal ends the wait; the server carries the request out all the same. A caller that had
/// the signal already when it began waits to the end: it could not close its files otherwise.
///
/// Every method fails with `EINTR` when the caller is killed meanwhile, `ESTALE` for a file that
/// there is not, `EIO` when the server has a fault, and as it says.
///
/// Kernel: net/9p/client.c (p9_client_rpc)
public final class Connection {
  private final FileServer server;
  private final Kernel kernel;
  private final WorkQueue queue;

  public Connection(FileServer server) {
    this.server = server;
    this.kernel = server.kernel();
    this.queue = new WorkQueue(kernel, "server");
  }

  /// What the server does for a request.
  @FunctionalInterface
  private interface Service<T> {
    T serve() throws ErrnoException;
  }

  /// One request and its answer.
  private final class Call<T> {
    private final Service<T> service;
    private final Completion answered;
    // Written before the completion, read after it.
    private volatile @Nullable T answer;
    private volatile @Nullable Errno error;

    Call(String name, Service<T> service) {
      this.service = service;
      this.answered = new Completion(kernel, name);
    }

    void serve() {
      server.faults().delayCall();
      try {
        answer = service.serve();
      } catch (ErrnoException e) {
        error = e.errno();
      }
      answered.completeAll();
    }

    T await() throws ErrnoException {
      if (kernel.current().isKilled()) {
        answered.await();
      } else if (!answered.awaitKillable()) {
        throw Errno.EINTR.exception();
      }
      Errno failed = error;
      T given = answer;
      if (failed != null || given == null) {
        throw (failed == null ? Errno.EIO : failed).exception();
      }
      return given;
    }
  }

  private <T> T call(String name, Service<T> service) throws ErrnoException {
    Call<T> call = new Call<>(name, service);
    queue.queue(new Work(kernel, name, call::serve));
    return call.await();
  }

  /// The root directory.
  public Attributes attach() throws ErrnoException {
    return attributes(FileServer.ROOT);
  }

  public Attributes attributes(long id) throws ErrnoException {
    return call("getattr", () -> server.attributes(id));
  }

  /// @throws ErrnoException `ENOENT`, `ENOTDIR`
  public Attributes lookup(long directory, String name) throws ErrnoException {
    return call("walk", () -> server.lookup(directory, name));
  }

  /// The names in a directory, sorted by bytes.
  ///
  /// @throws ErrnoException `ENOTDIR`
  public List<String> names(long directory) throws ErrnoException {
    return call("readdir", () -> server.names(directory));
  }

  /// Makes an empty regular file.
  ///
  /// @throws ErrnoException `EEXIST`, `ENOTDIR`
  public Attributes create(long directory, String name, int permissions) throws ErrnoException {
    return call("create", () -> server.create(directory, name, permissions));
  }

  /// Bytes from `offset` on: fewer than asked for at the end of the file, or at the server's whim.
  ///
  /// @throws ErrnoException `EISDIR`
  public byte[] read(long id, long offset, int length) throws ErrnoException {
    return call("read", () -> server.read(id, offset, length));
  }

  /// Writes all of it; what the file is then.
  ///
  /// @throws ErrnoException `EISDIR`, `EFBIG`
  public Attributes write(long id, long offset, byte[] bytes) throws ErrnoException {
    return call("write", () -> server.write(id, offset, bytes));
  }

  /// Makes a file shorter or longer; what it is then.
  ///
  /// @throws ErrnoException `EISDIR`, `EFBIG`
  public Attributes resize(long id, long size) throws ErrnoException {
    return call("setattr", () -> server.resize(id, size));
  }
}
