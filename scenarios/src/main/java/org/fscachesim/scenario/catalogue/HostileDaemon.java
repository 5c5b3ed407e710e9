package org.fscachesim.scenario.catalogue;

import static org.fscachesim.scenario.catalogue.AnythingGoes.draw;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.DaemonMemory;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// Knows how to serve, and does other things as well: answers late, twice, or what was never asked;
/// closes what it will need, keeps what it should close; reads with buffers that are too small.
public final class HostileDaemon {
  private static final int THREADS = 2;
  private static final int MOST_ACTIONS = 24;

  /// It writes whole pages only: of a block that was written in part the rest counts as data, too,
  /// and reads as zeros, so that applications would rightly get what is not the image's.
  private static final int PAGE = 4096;

  private static final int PAGES_AHEAD = 4;
  private static final int POLL_MILLIS = 100;
  private static final int SMALL_BUFFER = 40;

  /// What it may do next. It serves more often than anything else, or nothing would come to pass.
  private enum Action {
    SERVE,
    SERVE_NEXT,
    SERVE_ANOTHER,
    SERVE_LATER,
    ANSWER_LATE,
    ANSWER_TWICE,
    READ_WITH_A_SMALL_BUFFER,
    REFUSE_AN_OPEN,
    COMPLETE_WITHOUT_DATA,
    COMPLETE_WHAT_WAS_NOT_ASKED,
    OPEN_WHAT_WAS_NOT_ASKED,
    OPEN_WITH_GARBAGE,
    WRITE_WHERE_NOTHING_WAS_ASKED,
    WRITE_AHEAD,
    SEEK,
    DUPLICATE,
    CLOSE_A_DESCRIPTOR,
    OPEN_THE_DEVICE_AGAIN,
    RESTORE,
    CULL,
    ASK_WHETHER_IN_USE,
    SAY_GARBAGE,
    SLEEP,
    CLOSE_THE_DEVICE
  }

  private final World world;
  private final UserProcess process;
  private final SystemCalls system;
  private final byte[] image;
  private final int mostActions;
  private final DaemonMemory memory;
  private final List<DaemonMessage> unanswered = new ArrayList<>();
  private final List<Integer> descriptors = new ArrayList<>();
  // By object id, as messages name them.
  private final Map<Integer, Integer> descriptorOf = new LinkedHashMap<>();
  private int device = -1;

  /// @param image what it serves under every name
  HostileDaemon(World world, UserProcess process, byte[] image) {
    this(world, process, image, MOST_ACTIONS);
  }

  /// @param image what it serves under every name, whole pages
  /// @param mostActions of each thread; fewer are drawn
  public HostileDaemon(World world, UserProcess process, byte[] image, int mostActions) {
    this.world = world;
    this.process = process;
    this.system = new SimulatedSystem(process);
    this.memory = new DaemonMemory(world.kernel());
    this.image = image;
    this.mostActions = mostActions;
  }

  /// Binds, serves in several threads, and closes everything it has open, in a drawn order.
  void live() {
    process.start("bind", this::bind).join();
    serveAndClose();
  }

  /// Serves in several threads, and closes everything it has open, in a drawn order. Not for a task
  /// of its process.
  public void serveAndClose() {
    List<Task> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(process.start("serve", this::act));
    }
    if (draw(world, "killed while it serves", 4) == 3) {
      world.kernel().sleepMillis(draw(world, "milliseconds of life", 200));
      process.signalKill();
    }
    threads.forEach(Task::join);
    process.start("close", this::closeAll).join();
  }

  /// Brings a cache online. For a task of its process.
  public void bind() {
    attempt(
        "bind",
        () -> {
          device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
          for (String command : List.of("dir /cache", "tag t", "bind ondemand")) {
            system.write(device, World.text(command));
          }
        });
  }

  private void act() {
    int actions = draw(world, "actions of a daemon's thread", mostActions);
    for (int i = 0; i < actions; i++) {
      Action action = Action.values()[draw(world, "action", Action.values().length)];
      attempt(action.name(), () -> act(action));
    }
  }

  private void act(Action action) throws ErrnoException {
    switch (action) {
      case SERVE, SERVE_NEXT, SERVE_ANOTHER -> serve();
      case SERVE_LATER -> next();
      case ANSWER_LATE -> {
        memory.change();
        if (!unanswered.isEmpty()) {
          answer(unanswered.removeFirst());
        }
      }
      case ANSWER_TWICE -> {
        memory.change();
        if (!unanswered.isEmpty()) {
          DaemonMessage message = unanswered.removeFirst();
          answer(message);
          answer(message);
        }
      }
      case READ_WITH_A_SMALL_BUFFER -> {
        ByteBuffer buffer = ByteBuffer.allocate(draw(world, "bytes", SMALL_BUFFER));
        if (system.read(device, buffer) > 0) {
          took(DaemonMessage.decode(buffer.flip()));
        }
      }
      case REFUSE_AN_OPEN -> {
        next();
        command("copen " + drawnId() + ",-" + (1 + draw(world, "errno", 40)));
      }
      case COMPLETE_WITHOUT_DATA ->
          system.ioctl(drawnDescriptor(), SystemCalls.READ_COMPLETE, drawnId());
      case COMPLETE_WHAT_WAS_NOT_ASKED ->
          system.ioctl(
              drawnDescriptor(), SystemCalls.READ_COMPLETE, draw(world, "message id", 1000));
      case OPEN_WHAT_WAS_NOT_ASKED ->
          command("copen " + draw(world, "message id", 1000) + "," + image.length);
      case OPEN_WITH_GARBAGE -> command("copen " + drawnId() + "," + garbage());
      case WRITE_WHERE_NOTHING_WAS_ASKED -> write(drawnDescriptor(), drawnPage(), PAGE);
      case WRITE_AHEAD -> write(drawnDescriptor(), drawnPage(), PAGES_AHEAD * PAGE);
      case SEEK -> system.lseek(drawnDescriptor(), drawnPage(), draw(world, "whence", 6));
      case DUPLICATE -> keep(system.dup(drawnDescriptor()));
      case CLOSE_A_DESCRIPTOR -> close(drawnDescriptor());
      case OPEN_THE_DEVICE_AGAIN -> keep(system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE));
      case RESTORE -> command("restore");
      case CULL -> inCacheDirectory("cull ");
      case ASK_WHETHER_IN_USE -> inCacheDirectory("inuse ");
      case SAY_GARBAGE -> command(garbage());
      case SLEEP -> world.kernel().sleepMillis(1 + draw(world, "milliseconds", 50));
      case CLOSE_THE_DEVICE -> {
        if (draw(world, "really", 3) == 2) {
          close(device);
        }
      }
    }
  }

  private void serve() throws ErrnoException {
    if (system.poll(device, PollEvents.POLLIN, POLL_MILLIS) == 0) {
      return;
    }
    next();
    memory.change();
    if (!unanswered.isEmpty()) {
      answer(unanswered.removeLast());
    }
  }

  private void next() throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
    if (system.read(device, buffer) > 0) {
      took(DaemonMessage.decode(buffer.flip()));
    }
  }

  private void took(DaemonMessage message) {
    memory.change();
    unanswered.add(message);
    if (message instanceof DaemonMessage.Open open) {
      descriptors.add(open.fd());
      descriptorOf.put(open.objectId(), open.fd());
    }
  }

  private void keep(int descriptor) {
    memory.change();
    descriptors.add(descriptor);
  }

  private void answer(DaemonMessage message) throws ErrnoException {
    memory.look();
    int descriptor = descriptorOf.getOrDefault(message.objectId(), -1);
    switch (message) {
      case DaemonMessage.Open open -> command("copen " + open.id() + "," + image.length);
      case DaemonMessage.Read read -> {
        write(descriptor, read.offset(), (int) Math.min(read.count(), Integer.MAX_VALUE));
        system.ioctl(descriptor, SystemCalls.READ_COMPLETE, read.id());
      }
      case DaemonMessage.Close _ -> close(descriptor);
    }
  }

  /// The image's bytes, wherever it is.
  private void write(int descriptor, long offset, int count) throws ErrnoException {
    int from = (int) Math.min(offset, image.length);
    int length = Math.min(count, image.length - from);
    system.pwrite(descriptor, ByteBuffer.wrap(image, from, length).slice(), offset);
  }

  private void command(String line) throws ErrnoException {
    system.write(device, World.text(line));
  }

  private void inCacheDirectory(String command) throws ErrnoException {
    system.chdir("/cache/cache");
    command(command + List.of("Ierofs,a", "Ierofs,d", "x", "@00").get(draw(world, "name", 4)));
  }

  private String garbage() {
    return List.of("", ",", "-", "99999999999999999999", "-5000", "0x10", "bind", "%", "1,2", "é")
        .get(draw(world, "garbage", 10));
  }

  private long drawnId() {
    memory.look();
    return unanswered.isEmpty()
        ? draw(world, "message id", 8)
        : unanswered.get(draw(world, "unanswered", unanswered.size())).id();
  }

  private int drawnDescriptor() {
    memory.look();
    return descriptors.isEmpty()
        ? device
        : descriptors.get(draw(world, "descriptor", descriptors.size()));
  }

  private long drawnPage() {
    return (long) PAGE * draw(world, "page", image.length / PAGE + 2);
  }

  private void close(int descriptor) throws ErrnoException {
    memory.change();
    descriptors.removeIf(fd -> fd == descriptor);
    system.close(descriptor);
  }

  private void closeAll() {
    List<Integer> open = process.files().open();
    boolean backwards = draw(world, "the device goes last", 2) == 1;
    for (int fd : backwards ? open.reversed() : open) {
      attempt("close", () -> system.close(fd));
    }
  }

  /// Whatever fails, fails with an errno that a daemon has to expect.
  private static void attempt(String what, KernelCall call) {
    try {
      call.make();
    } catch (ErrnoException e) {
      switch (e.errno()) {
        case EINVAL,
            EIO,
            EBADF,
            EBUSY,
            ENOBUFS,
            EMSGSIZE,
            EOPNOTSUPP,
            ENOENT,
            ENOTTY,
            ENXIO,
            EBADFD,
            ERANGE,
            ESTALE,
            EEXIST,
            EINTR,
            ESPIPE -> {}
        default ->
            throw new ScenarioFailure(
                "the daemon's " + what + " fails with " + e.errno() + ", which is not documented");
      }
    }
  }
}
