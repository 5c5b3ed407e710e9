package org.fscachesim.scenario.script;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// What an actor knows its descriptors and messages by.
///
/// Used by the one task or thread that does the actor's operations and, between them or for `give`,
/// by who plays the script.
public final class ActorNames {
  private final Map<String, Integer> descriptors = new HashMap<>();
  private final Map<Integer, ObjectFile> objects = new HashMap<>();
  private final Map<String, DaemonMessage> messages = new HashMap<>();

  /// What an OPEN said about an object: the newest descriptor and the key.
  record ObjectFile(int fd, String cookieKey) {}

  /// The descriptor of that name.
  ///
  /// @throws ErrnoException EBADF when the actor has none
  public synchronized int descriptor(String name) throws ErrnoException {
    Integer fd = descriptors.get(name);
    if (fd == null) {
      throw Errno.EBADF.exception();
    }
    return fd;
  }

  /// Makes a descriptor known by a name; an older one of that name stays open, unknown.
  public synchronized void name(String name, int fd) {
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
