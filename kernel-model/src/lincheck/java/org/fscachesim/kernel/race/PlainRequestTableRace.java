package org.fscachesim.kernel.race;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// [RequestTableRace] with the fix, of threads and monitors.
final class PlainRequestTableRace {
  private static final int EIO = 5;

  private static final class Request {
    private final Object monitor = new Object();
    private boolean isDone;
    private int references = 1;
    private volatile boolean freed;
    boolean isNew = true;
    volatile int error = -1;

    void get() {
      synchronized (monitor) {
        references++;
      }
    }

    void put() {
      synchronized (monitor) {
        freed = --references == 0;
      }
    }

    void complete() {
      synchronized (monitor) {
        isDone = true;
        monitor.notifyAll();
      }
    }

    void await() {
      synchronized (monitor) {
        while (!isDone) {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }

    void checkAlive() {
      Plain.check(!freed, "a freed request is touched");
    }
  }

  private final Object lock = new Object();
  private volatile boolean dead;
  private final Map<Integer, Request> table = new LinkedHashMap<>();
  private int nextId;

  private PlainRequestTableRace() {}

  /// Runs two readers, two daemons and a closer to their end.
  static void run() {
    PlainRequestTableRace race = new PlainRequestTableRace();
    Plain.join(
        Plain.start(() -> race.read()),
        Plain.start(() -> race.read()),
        Plain.start(() -> race.serve()),
        Plain.start(() -> race.serve()),
        Plain.start(() -> race.close()));
  }

  private void read() {
    Request request;
    synchronized (lock) {
      if (dead) {
        return;
      }
      request = new Request();
      table.put(nextId++, request);
    }
    request.await();
    Plain.check(request.error == 0 || request.error == EIO, "the error is of nobody");
    request.put();
  }

  private void serve() {
    int id = -1;
    @Nullable Request taken = null;
    synchronized (lock) {
      for (Map.Entry<Integer, Request> entry : table.entrySet()) {
        if (entry.getValue().isNew) {
          id = entry.getKey();
          taken = entry.getValue();
          taken.isNew = false;
          taken.get();
          break;
        }
      }
    }
    if (taken == null) {
      return;
    }
    taken.checkAlive();
    boolean mine;
    synchronized (lock) {
      mine = table.remove(id, taken);
    }
    if (mine) {
      taken.error = 0;
      taken.complete();
    }
    taken.put();
  }

  private void close() {
    dead = true;
    synchronized (lock) {
      for (Request request : table.values()) {
        request.error = EIO;
        request.complete();
      }
      table.clear();
    }
  }
}
