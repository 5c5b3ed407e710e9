package org.fscachesim.scenario.catalogue;

import static org.fscachesim.scenario.catalogue.AnythingGoes.draw;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A process that does a drawn row of drawn things to files that others use, too, and looks whether
/// what it reads can be right.
final class SharingApplication {
  private static final int MOST_ACTIONS = 10;
  private static final int CHUNK = 30_000;

  private static final List<Integer> LENGTHS = List.of(1, 100, 4096, 5000, 8192, 20_000);

  /// How it may have a file open.
  private static final List<OpenFlags> FLAGS =
      List.of(OpenFlags.READ_ONLY, OpenFlags.READ_WRITE, OpenFlags.READ_WRITE);

  /// What it may do next.
  private enum Action {
    OPEN,
    READ,
    READ_MORE,
    READ_THE_WHOLE,
    WRITE,
    WRITE_AT_THE_END,
    TRUNCATE,
    FSYNC,
    CLOSE,
    ASK_FOR_THE_SIZE,
    KILL_A_READER,
    DROP_PAGES,
    SYNC,
    CHANGE_AT_THE_SERVER,
    SLEEP
  }

  private final World world;
  private final int number;
  private final String mount;
  private final String mode;
  private final FileServer server;
  private final Map<String, FileHistory> histories;
  private String name = "odd";
  private @Nullable ClientFile open;
  private boolean writable;
  private int victims;

  SharingApplication(
      World world,
      int number,
      String mount,
      String mode,
      FileServer server,
      Map<String, FileHistory> histories) {
    this.world = world;
    this.number = number;
    this.mount = mount;
    this.mode = mode;
    this.server = server;
    this.histories = histories;
  }

  Task start() {
    return process().start("actions", this::act);
  }

  private UserProcess process() {
    return world.process("user" + number);
  }

  private FileHistory history() {
    FileHistory history = histories.get(name);
    if (history == null) {
      throw new IllegalStateException("no file is called " + name);
    }
    return history;
  }

  private void act() {
    int actions = 2 + draw(world, "actions of an application", MOST_ACTIONS);
    for (int i = 0; i < actions; i++) {
      Action action = Action.values()[draw(world, "action", Action.values().length)];
      try {
        act(action);
      } catch (ErrnoException e) {
        // The cache failed, and it is a kernel that does not turn to the server then.
        boolean noHelp = world.kernel().has(NetfsBehaviour.CACHE_READ_ERROR_IS_FINAL);
        RestlessCache.expected(action.name(), e, true, noHelp ? Errno.EIO : Errno.EINTR);
      }
    }
    try {
      close();
    } catch (ErrnoException e) {
      throw new ScenarioFailure("close fails with " + e.errno());
    }
  }

  private void act(Action action) throws ErrnoException {
    switch (action) {
      case OPEN -> open();
      case READ, READ_MORE -> readSome();
      case READ_THE_WHOLE -> readWhole();
      case WRITE -> write(draw(world, "offset", size() + 1));
      case WRITE_AT_THE_END -> write(size() + draw(world, "bytes left out", 3) * 3000);
      case TRUNCATE -> truncate();
      case FSYNC -> {
        if (open != null) {
          open.fsync();
        }
      }
      case CLOSE -> close();
      case ASK_FOR_THE_SIZE -> {
        var _ = world.clientPath(process(), mount + "/" + name).stat();
      }
      case KILL_A_READER -> killAReader();
      case DROP_PAGES ->
          world.kernel().namespace().clientMounts().forEach(ClientMount::dropPageCache);
      case SYNC -> {
        for (ClientMount each : world.kernel().namespace().clientMounts()) {
          each.sync();
        }
      }
      case CHANGE_AT_THE_SERVER -> changeAtTheServer();
      case SLEEP -> world.kernel().sleepMillis(1L << draw(world, "milliseconds, as a power", 14));
    }
  }

  private int size() {
    return SharedFiles.FILES.getOrDefault(name, 0);
  }

  private int drawnLength() {
    return LENGTHS.get(draw(world, "length", LENGTHS.size()));
  }

  private ClientFile open() throws ErrnoException {
    close();
    List<String> names = List.copyOf(SharedFiles.FILES.keySet());
    name = names.get(draw(world, "file", names.size()));
    OpenFlags flags = FLAGS.get(draw(world, "flags", FLAGS.size()));
    ClientFile file = world.openFile(process(), mount + "/" + name, flags);
    open = file;
    writable = flags.write();
    return file;
  }

  private ClientFile opened() throws ErrnoException {
    return open == null ? open() : open;
  }

  private void close() throws ErrnoException {
    ClientFile file = open;
    open = null;
    if (file != null) {
      file.close();
    }
  }

  private void readSome() throws ErrnoException {
    ClientFile file = opened();
    read(file, draw(world, "offset", size() + 1), drawnLength());
  }

  private void readWhole() throws ErrnoException {
    ClientFile file = opened();
    long at = 0;
    int got;
    do {
      got = read(file, at, CHUNK);
      at += got;
    } while (got > 0);
  }

  private int read(ClientFile file, long offset, int length) throws ErrnoException {
    FileHistory history = history();
    ByteBuffer into = ByteBuffer.allocate(length);
    long begun = history.readBegins();
    int count = file.read(offset, into);
    String wrong = history.wrong(begun, offset, into.array(), count);
    if (wrong != null) {
      throw new ScenarioFailure(
          Symptom.CONTENT,
          "a read of %d bytes at %d of %s (cache=%s): %s"
              .formatted(length, offset, name, mode, wrong));
    }
    return count;
  }

  private void write(long offset) throws ErrnoException {
    ClientFile file = opened();
    int length = drawnLength();
    FileHistory.Change change = writable ? history().write(offset, length, true) : null;
    if (change == null) {
      return;
    }
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, change.value());
    if (file.write(offset, ByteBuffer.wrap(bytes)) == length) {
      change.done();
    }
  }

  private void truncate() throws ErrnoException {
    long size = draw(world, "size", size() + 1);
    // Where the cache is not told, it gives back what was cut off when the file grows again.
    boolean forGood = world.kernel().has(NetfsBehaviour.NINEP_RESIZES_COOKIES);
    FileHistory.Change change = history().truncate(size, forGood);
    world.clientPath(process(), mount + "/" + name).truncate(size);
    change.done();
  }

  private void changeAtTheServer() throws ErrnoException {
    int length = drawnLength();
    int offset = draw(world, "offset", size() + 1);
    FileHistory.Change change = history().write(offset, length, false);
    if (change != null) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, change.value());
      server.change(name, offset, bytes);
      change.done();
    }
  }

  /// A process of its own reads a file, and is killed meanwhile.
  private void killAReader() {
    UserProcess victim = world.process("victim" + number + "." + victims++);
    Task reading = victim.start("read", () -> readAndDie(mount + "/" + name));
    world.kernel().sleepMillis(draw(world, "milliseconds before the kill", 3));
    victim.signalKill();
    reading.join();
    victim.kill();
  }

  private void readAndDie(String path) {
    try {
      readAll(world, path);
    } catch (ErrnoException e) {
      RestlessCache.expected("a killed read", e, true, Errno.EINTR, Errno.EIO);
    }
  }

  /// All bytes of a file.
  static byte[] readAll(World world, String path) throws ErrnoException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(CHUNK);
    try (ClientFile file = world.openFile(world.process("reader"), path, OpenFlags.READ_ONLY)) {
      while (file.read(out.size(), piece.clear()) > 0) {
        out.write(piece.array(), 0, piece.position());
      }
    }
    return out.toByteArray();
  }
}
