package org.fscachesim.stack.example;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;

/// As little as an on-demand daemon can be: it serves one image, in one thread, until the kernel
/// has nothing to ask for a second.
///
/// The same code serves a real kernel, with a `HostSystem` for the system calls.
final class SmallestDaemon {
  private static final long PATIENCE_MILLIS = 1000;

  private final SystemCalls system;
  private final byte[] image;

  /// The anonymous descriptor of each object.
  private final Map<Integer, Integer> descriptors = new HashMap<>();

  SmallestDaemon(SystemCalls system, byte[] image) {
    this.system = system;
    this.image = image;
  }

  void run(String cacheDirectory) throws ErrnoException {
    int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
    for (String command : List.of("dir " + cacheDirectory, "tag example", "bind ondemand")) {
      command(device, command);
    }
    ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
    while (system.poll(device, PollEvents.POLLIN, PATIENCE_MILLIS) != 0) {
      buffer.clear();
      // One message a read; 0 when another worker was faster, or the message has become void.
      if (system.read(device, buffer) > 0) {
        answer(device, DaemonMessage.decode(buffer.flip()));
      }
    }
    system.close(device);
  }

  private void answer(int device, DaemonMessage message) throws ErrnoException {
    switch (message) {
      case DaemonMessage.Open open -> {
        descriptors.put(open.objectId(), open.fd());
        command(device, "copen " + open.id() + "," + image.length);
      }
      case DaemonMessage.Read read -> {
        int fd = descriptors.getOrDefault(read.objectId(), -1);
        system.pwrite(fd, pages(read), read.offset());
        system.ioctl(fd, SystemCalls.READ_COMPLETE, read.id());
      }
      case DaemonMessage.Close close -> {
        system.close(descriptors.getOrDefault(close.objectId(), -1));
        descriptors.remove(close.objectId());
      }
    }
  }

  /// The bytes that are asked for, with zeros behind the end of the image: whole pages, because the
  /// cache file is written past the page cache.
  private ByteBuffer pages(DaemonMessage.Read read) {
    byte[] bytes = new byte[(int) read.count()];
    int there = Math.clamp(image.length - read.offset(), 0, bytes.length);
    System.arraycopy(image, (int) read.offset(), bytes, 0, there);
    return ByteBuffer.wrap(bytes);
  }

  private void command(int device, String line) throws ErrnoException {
    system.write(device, ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
