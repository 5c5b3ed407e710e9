package org.fscachesim.kernel.vfs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.task.Operation.Access;
import org.fscachesim.kernel.task.RaceDetector;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// A user process: descriptors, working directory, credentials, and the tasks that run in it.
///
/// Kernel: include/linux/sched.h, kernel/exit.c
public final class UserProcess implements RaceDetector.Unordered {
  /// Descriptors that a process may have unless told otherwise (RLIMIT_NOFILE).
  public static final int DEFAULT_FILE_LIMIT = 1024;

  private final Kernel kernel;
  private final String name;
  private final boolean admin;
  private final FileTable files;
  private final List<Task> tasks = new ArrayList<>();
  private volatile Location workingDirectory;
  private volatile boolean dying;
  private volatile boolean dead;

  /// @param admin whether it has CAP_SYS_ADMIN
  public UserProcess(Kernel kernel, String name, boolean admin, int fileLimit) {
    this.kernel = kernel;
    this.name = name;
    this.admin = admin;
    this.files = new FileTable(kernel, name, fileLimit);
    this.workingDirectory = kernel.namespace().rootLocation();
  }

  /// A process of root's.
  public static UserProcess ofRoot(Kernel kernel, String name) {
    return new UserProcess(kernel, name, true, DEFAULT_FILE_LIMIT);
  }

  /// The process that the current task belongs to.
  ///
  /// @throws KernelBug when it is a kernel task
  public static UserProcess current(Kernel kernel) {
    if (kernel.current().owner() instanceof UserProcess process) {
      return process;
    }
    throw new KernelBug(kernel.current() + " belongs to no process");
  }

  public Kernel kernel() {
    return kernel;
  }

  public String name() {
    return name;
  }

  public boolean hasSysAdmin() {
    return admin;
  }

  public FileTable files() {
    return files;
  }

  public Location workingDirectory() {
    touch(Access.READ);
    return workingDirectory;
  }

  /// chdir(2).
  public void chdir(String path) throws ErrnoException {
    Location location = kernel.namespace().resolve(workingDirectory, path, true);
    if (!location.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    touch(Access.WRITE);
    workingDirectory = location;
  }

  /// Starts a task in this process. While the process is being killed, the task gets the fatal
  /// signal, too.
  public Task start(String what, Runnable body) {
    KernelBug.check(!dead, () -> "process " + name + " is dead");
    touch(Access.WRITE);
    Task task = kernel.spawn(this, name + "/" + what, () -> runUntilKilled(body));
    synchronized (tasks) {
      forgetFinished();
      tasks.add(task);
    }
    if (dying) {
      task.kill();
    }
    return task;
  }

  /// With the lock of `tasks`.
  private void forgetFinished() {
    tasks.forEach(task -> kernel.machine().touch(task, Access.READ));
    tasks.removeIf(Task::isFinished);
  }

  private static void runUntilKilled(Runnable body) {
    try {
      body.run();
    } catch (ProcessKilled e) {
      // The task is gone, as after a fatal signal; nobody is told.
    }
  }

  /// The way back to user mode: a task with a fatal signal pending does not get there.
  ///
  /// @throws ProcessKilled when one is pending
  public static void returnToUser(Kernel kernel) {
    if (kernel.current().isKilled()) {
      throw new ProcessKilled();
    }
  }

  public boolean isDead() {
    return dead;
  }

  /// Passes an open file to another process, as SCM_RIGHTS or fork do; this one keeps its own
  /// descriptor.
  ///
  /// @return the descriptor there
  public int give(int fd, UserProcess to) throws ErrnoException {
    KernelFile file = files.get(fd);
    try {
      return to.files.add(file);
    } catch (ErrnoException e) {
      file.put();
      throw e;
    }
  }

  /// SIGKILL: every task gets a fatal signal; when all have ended, which those in uninterruptible
  /// waits may delay, the descriptors are closed, ascending. Waits for all of that, so that no task
  /// that [#start(String, Runnable)] made can call it.
  public void kill() {
    Task me = kernel.current();
    synchronized (tasks) {
      KernelBug.check(!tasks.contains(me), () -> me + " would wait for its own end");
    }
    signalKill();
    for (Task task = unfinished(); task != null; task = unfinished()) {
      task.join();
    }
    exit();
  }

  private @Nullable Task unfinished() {
    touch(Access.READ);
    synchronized (tasks) {
      forgetFinished();
      return tasks.isEmpty() ? null : tasks.getFirst();
    }
  }

  /// Sends the fatal signal and does not wait; [#exit()] or [#kill()] finish the job.
  public void signalKill() {
    touch(Access.WRITE);
    dying = true;
    List<Task> all;
    synchronized (tasks) {
      all = List.copyOf(tasks);
    }
    all.forEach(Task::kill);
  }

  /// Closes all descriptors, ascending, in the current task.
  public void exit() {
    dead = true;
    files.closeAll();
  }

  private void touch(Access access) {
    kernel.machine().touch(this, access);
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return "process " + name;
  }

  @Override
  public String toString() {
    return name;
  }
}
