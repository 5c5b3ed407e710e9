package org.fscachesim.scenario.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.transcript.Outcome;
import org.jspecify.annotations.Nullable;

/// A process of a transcript: the names that it knows its descriptors and messages by, and the one
/// operation that it may be busy with.
final class Actor {
  private final UserProcess process;
  private final SimulatedSystem system;
  // Used by the actor's one task and, between its operations or for `give`, by the player's.
  private final Map<String, Integer> descriptors = new HashMap<>();
  private final Map<Integer, ObjectFile> objects = new HashMap<>();
  private final Map<String, DaemonMessage> messages = new HashMap<>();
  private @Nullable Running running;

  private record Running(Task task, AtomicReference<@Nullable Outcome> outcome) {}

  /// What an OPEN said about an object: the newest descriptor and the key.
  record ObjectFile(int fd, String cookieKey) {}

  /// What an operation of an actor does.
  interface Body {
    Outcome run() throws ErrnoException;
  }

  Actor(UserProcess process) {
    this.process = process;
    this.system = new SimulatedSystem(process);
  }

  UserProcess process() {
    return process;
  }

  SimulatedSystem system() {
    return system;
  }

  /// Whether an operation is under way. Its result is lost when another one is started after it
  /// ended and before it was joined.
  boolean isBusy() {
    return running != null && !running.task.isFinished();
  }

  /// Starts an operation.
  void start(String what, Body body) {
    AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    Task task = process.start(what, () -> outcome.set(run(body)));
    running = new Running(task, outcome);
  }

  private static Outcome run(Body body) {
    try {
      return body.run();
    } catch (ErrnoException e) {
      return Outcome.of(e.errno().name());
    }
  }

  /// The result of the operation that is under way, awaited until `deadlineNanos`.
  ///
  /// @return `idle` when none is, `blocked` when it does not end in time
  Outcome join(long deadlineNanos) {
    Running mine = running;
    if (mine == null) {
      return Outcome.of("idle");
    }
    if (!mine.task.joinUntil(deadlineNanos)) {
      return Outcome.of("blocked");
    }
    running = null;
    rethrow(mine.task.failure());
    Outcome outcome = mine.outcome.get();
    return outcome == null ? Outcome.of("dead") : outcome;
  }

  /// Goes on with what ended a task, if it was not its own return.
  static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  /// The descriptor of that name.
  ///
  /// @throws ErrnoException EBADF when the actor has none
  synchronized int descriptor(String name) throws ErrnoException {
    Integer fd = descriptors.get(name);
    if (fd == null) {
      throw Errno.EBADF.exception();
    }
    return fd;
  }

  /// Makes a descriptor known by a name; an older one of that name stays open, unknown.
  synchronized void name(String name, int fd) {
    descriptors.put(name, fd);
  }

  /// Forgets a descriptor that was closed, under all its names.
  synchronized void forget(int fd) {
    descriptors.values().removeIf(known -> known == fd);
    objects.values().removeIf(known -> known.fd == fd);
  }

  /// Remembers what an OPEN brought.
  synchronized void opened(DaemonMessage.Open open) {
    objects.put(open.objectId(), new ObjectFile(open.fd(), open.cookieKey()));
  }

  /// The newest descriptor of an object, with its key.
  ///
  /// @throws ErrnoException EBADF when the actor has none
  synchronized ObjectFile objectFile(int object) throws ErrnoException {
    ObjectFile file = objects.get(object);
    if (file == null) {
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /// Keeps a message under a name, or that there was none.
  synchronized void remember(String name, Optional<DaemonMessage> message) {
    if (message.isPresent()) {
      messages.put(name, message.get());
    } else {
      messages.remove(name);
    }
  }

  synchronized Optional<DaemonMessage> message(String name) {
    return Optional.ofNullable(messages.get(name));
  }
}
