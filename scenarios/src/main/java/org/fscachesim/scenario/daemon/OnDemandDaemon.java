package org.fscachesim.scenario.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.jspecify.annotations.Nullable;

/// A complete on-demand daemon: opens the device, binds, and serves blobs from an [ImageSource]
/// with any number of workers.
///
/// # Workers
///
/// [#work(String)] is one worker's loop; start it in as many tasks or threads as there shall be
/// workers. Each waits for the device, reads one message, and answers it. Two workers may work for
/// one object at the same time, and a CLOSE may overtake a READ of the same object in another
/// worker: a descriptor is therefore counted while it is written through, and closed by whoever
/// finishes last.
///
/// # Failover
///
/// A successor takes over an open device with [#adopt(int)]; after [#restore()] the kernel hands
/// out again what the predecessor left unanswered, each object with a new OPEN first.
public final class OnDemandDaemon {
  private static final long POLL_MILLIS = 50;
  private static final int CHUNK = 1 << 20;

  /// What a daemon did so far.
  ///
  /// @param bytes written into cache files
  public record Counts(long opens, long reads, long closes, long bytes) {}

  private static final class Served {
    final int fd;
    final ImageSource.Blob blob;
    int users = 1;

    Served(int fd, ImageSource.Blob blob) {
      this.fd = fd;
      this.blob = blob;
    }
  }

  private final SystemCalls system;
  private final ImageSource images;
  private final DaemonListener listener;
  private final Map<Integer, Served> objects = new HashMap<>();
  private final AtomicLong opens = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong closes = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean stopping;
  private volatile int device = -1;

  public OnDemandDaemon(SystemCalls system, ImageSource images, DaemonListener listener) {
    this.system = system;
    this.images = images;
    this.listener = listener;
  }

  /// Opens the device and binds a cache directory in on-demand mode.
  public void bind(String directory, String tag) throws ErrnoException {
    device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
    command("dir " + directory);
    command("tag " + tag);
    command("bind ondemand");
  }

  /// Serves a device that was opened and bound by somebody else.
  public void adopt(int fd) {
    device = fd;
  }

  /// Asks the kernel to hand out all unanswered requests again. Linux 6.8 and later.
  public void restore() throws ErrnoException {
    command("restore");
  }

  /// The device's descriptor.
  public int device() {
    return device;
  }

  private void command(String line) throws ErrnoException {
    system.write(device, ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// Lets the workers end after the message that they work on.
  public void stop() {
    stopping = true;
  }

  public Counts counts() {
    return new Counts(opens.get(), reads.get(), closes.get(), bytes.get());
  }

  /// One worker, until [#stop()].
  ///
  /// @param worker its name, for the listener
  /// @throws ErrnoException when the device itself fails
  public void work(String worker) throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(DaemonMessage.MAX_SIZE);
    ByteBuffer data = ByteBuffer.allocateDirect(CHUNK);
    while (!stopping) {
      if (system.poll(device, PollEvents.POLLIN, POLL_MILLIS) == 0) {
        continue;
      }
      buffer.clear();
      int got;
      try {
        got = system.read(device, buffer);
      } catch (ErrnoException e) {
        // A request that could not be delivered failed on its own; the device goes on.
        if (e.errno() == Errno.EEXIST || e.errno() == Errno.EMFILE || e.errno() == Errno.ENFILE) {
          continue;
        }
        throw e;
      }
      if (got > 0) {
        answer(worker, DaemonMessage.decode(buffer.flip()), data);
      }
    }
  }

  private void answer(String worker, DaemonMessage message, ByteBuffer data) throws ErrnoException {
    listener.asked(worker, message);
    String answer =
        switch (message) {
          case DaemonMessage.Open open -> open(open);
          case DaemonMessage.Read read -> read(read, data);
          case DaemonMessage.Close close -> close(close);
        };
    listener.answered(worker, message, answer);
  }

  private String open(DaemonMessage.Open message) throws ErrnoException {
    opens.incrementAndGet();
    long size;
    try {
      ImageSource.Blob blob = images.open(message.cookieKey());
      if (blob == null) {
        return refuse(message, Errno.ENOENT);
      }
      size = blob.size();
      synchronized (objects) {
        objects.put(message.objectId(), new Served(message.fd(), blob));
      }
    } catch (IOException e) {
      return refuse(message, Errno.EIO);
    }
    String line = "copen " + message.id() + "," + size;
    try {
      command(line);
      return line;
    } catch (ErrnoException e) {
      release(message.objectId());
      return line + " failed: " + e.errno();
    }
  }

  private String refuse(DaemonMessage.Open message, Errno errno) throws ErrnoException {
    system.close(message.fd());
    String line = "copen " + message.id() + ",-" + errno.code();
    try {
      command(line);
      return line + " (" + errno + ")";
    } catch (ErrnoException e) {
      return line + " failed: " + e.errno();
    }
  }

  private String read(DaemonMessage.Read message, ByteBuffer data) {
    reads.incrementAndGet();
    Served served = use(message.objectId());
    if (served == null) {
      return "no such object: left unanswered";
    }
    try {
      long at = message.offset();
      long end = message.offset() + message.count();
      while (at < end) {
        data.clear().limit((int) Math.min(CHUNK, end - at));
        served.blob.read(at, data);
        while (data.hasRemaining()) {
          data.put((byte) 0);
        }
        data.flip();
        int length = data.limit();
        system.pwrite(served.fd, data, at);
        bytes.addAndGet(length);
        at += length;
      }
      system.ioctl(served.fd, SystemCalls.READ_COMPLETE, message.id());
      return "pwrite " + message.offset() + "+" + message.count() + ", complete";
    } catch (IOException | ErrnoException e) {
      return complete(served, message, e);
    } finally {
      unuse(message.objectId(), served);
    }
  }

  /// There is no way to fail a READ: completing it with the hole still there makes the reader fail.
  private String complete(Served served, DaemonMessage.Read message, Exception why) {
    try {
      system.ioctl(served.fd, SystemCalls.READ_COMPLETE, message.id());
    } catch (ErrnoException e) {
      return "failed: " + why.getMessage() + "; complete: " + e.errno();
    }
    return "completed without data: " + why.getMessage();
  }

  private String close(DaemonMessage.Close message) throws ErrnoException {
    closes.incrementAndGet();
    release(message.objectId());
    return "close";
  }

  private @Nullable Served use(int object) {
    synchronized (objects) {
      Served served = objects.get(object);
      if (served != null) {
        served.users++;
      }
      return served;
    }
  }

  private void unuse(int object, Served served) {
    try {
      synchronized (objects) {
        if (--served.users > 0) {
          return;
        }
        objects.remove(object, served);
      }
      system.close(served.fd);
      served.blob.close();
    } catch (ErrnoException | IOException e) {
      throw new IllegalStateException(
          "closing descriptor " + served.fd + " of object " + object, e);
    }
  }

  private void release(int object) {
    Served served;
    synchronized (objects) {
      served = objects.get(object);
    }
    if (served != null) {
      unuse(object, served);
    }
  }

  /// For the owner of a process that was killed: the kernel closed its descriptors, the blobs are
  /// ours.
  public void forgetBlobs() {
    synchronized (objects) {
      for (Served served : objects.values()) {
        try {
          served.blob.close();
        } catch (IOException e) {
          throw new IllegalStateException("closing the blob of descriptor " + served.fd, e);
        }
      }
      objects.clear();
    }
  }

  /// Closes everything, the device last. No worker may be at work any more.
  public void shutDown() throws ErrnoException {
    Map<Integer, Served> left;
    synchronized (objects) {
      left = new HashMap<>(objects);
    }
    left.keySet().forEach(this::release);
    system.close(device);
  }
}
