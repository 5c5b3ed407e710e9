package org.fscachesim.scenario.demo;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientPath;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.World;

/// Reads every file of a mounted image, with several tasks of one process at once, and compares.
final class ImageReader {
  private static final int BUFFER = 64 * 1024;

  private final World world;
  private final DemoImage image;
  private final String mountPoint;
  private final UserProcess process;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger read = new AtomicInteger();
  // Written by the process's main task, read after that has ended.
  private boolean mounted;
  // Filled by the one task that lists.
  private final Map<String, String> links = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  ImageReader(World world, DemoImage image, String mountPoint) {
    this.world = world;
    this.image = image;
    this.mountPoint = mountPoint;
    this.process = world.process("app-" + image.name());
  }

  String mountPoint() {
    return mountPoint;
  }

  /// Whether there is something to unmount. To be asked when the task of [#start] has ended.
  boolean mounted() {
    return mounted;
  }

  UserProcess process() {
    return process;
  }

  /// Files read and compared, each as often as it was read.
  int files() {
    return read.get();
  }

  long bytes() {
    return bytes.get();
  }

  /// What was wrong, one line each.
  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  private void fail(String text) {
    synchronized (failures) {
      failures.add(text);
    }
  }

  /// Starts the process, which mounts, lists, and reads with `readers` tasks.
  Task start(int readers) {
    return process.start("read", () -> run(readers));
  }

  private void run(int readers) {
    List<String> files = new ArrayList<>();
    try {
      world.mount(process, "erofs", "none", mountPoint, "fsid=" + image.name());
      mounted = true;
      list("", files);
    } catch (ErrnoException e) {
      fail(image.name() + ": " + e.getMessage());
      return;
    }
    if (!new TreeSet<>(files).equals(new TreeSet<>(image.sha256().keySet()))) {
      fail(image.name() + " lists " + files + ", expected " + image.sha256().keySet());
    }
    if (!links.equals(image.links())) {
      fail(image.name() + " has the links " + links + ", expected " + image.links());
    }
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      int first = i * files.size() / readers;
      tasks.add(process.start("reader-" + (i + 1), () -> readAll(files, first)));
    }
    tasks.forEach(Task::join);
  }

  /// Every task reads every file, and each begins at another one, so that they meet.
  private void readAll(List<String> files, int first) {
    for (int i = 0; i < files.size(); i++) {
      read(files.get((first + i) % files.size()));
    }
  }

  private void list(String directory, List<String> files) throws ErrnoException {
    ClientPath at = world.clientPath(process, mountPoint + directory);
    for (String name : at.names()) {
      String path = directory + "/" + name;
      ClientPath child = world.clientPath(process, mountPoint + path);
      if (image.links().containsKey(path)) {
        links.put(path, child.readlink());
        continue;
      }
      FileStat stat = child.stat();
      switch (FileType.ofMode(stat.mode())) {
        case DIRECTORY -> list(path, files);
        case REGULAR -> files.add(path);
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SYMLINK, SOCKET -> {
          // Special files have no data to compare.
        }
      }
    }
  }

  private void read(String path) {
    Hasher hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (ClientFile file = world.openFile(process, mountPoint + path, OpenFlags.READ_ONLY)) {
      long at = 0;
      while (file.read(at, buffer.clear()) > 0) {
        buffer.flip();
        at += buffer.remaining();
        hasher.putBytes(buffer);
      }
      bytes.addAndGet(at);
      read.incrementAndGet();
    } catch (ErrnoException e) {
      fail(image.name() + path + ": " + e.getMessage());
      return;
    }
    String got = hasher.hash().toString();
    String expected = image.sha256().get(path);
    if (!got.equals(expected)) {
      fail(image.name() + path + ": sha256 is " + got + ", expected " + expected);
    }
  }
}
