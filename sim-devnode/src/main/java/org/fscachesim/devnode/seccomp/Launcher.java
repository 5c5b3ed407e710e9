package org.fscachesim.devnode.seccomp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.ffi.NativeCall;

/// Starts a program under a filter.
///
/// A filter belongs to the thread that installs it and to what that thread starts. So a thread of
/// its own takes it, starts the program, and ends. It is under the filter itself, and so must do
/// nothing in between that another thread of this JVM could have to wait for: no class is loaded,
/// no file opened but by the C library, whose calls the receiver lets go on.
public final class Launcher {
  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long SECCOMP_SET_MODE_FILTER = 1;
  private static final long NEW_LISTENER = 8;

  /// A caller whose call was received waits for its answer whatever signals come, except for one
  /// that kills it. Kernels before 5.19 let every signal end the call.
  private static final long WAIT_KILLABLE = 32;

  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int CLOSE_RANGE = 436;
  private static final int ATTRIBUTE_BYTES = 512;
  private static final int SIGNAL_BYTES = 128;
  private static final short SET_SIGNAL_MASK_AND_DEFAULTS = 0x04 | 0x08;

  private static final MethodHandle PRCTL =
      NativeCall.bind(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle SYSCALL =
      NativeCall.bind(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle CLOSE_RANGE_CALL =
      NativeCall.bind(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle SPAWN =
      NativeCall.bind(
          "posix_spawnp",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle ATTRIBUTES_INIT = attribute("posix_spawnattr_init");
  private static final MethodHandle SIGNALS_FILL = attribute("sigfillset");
  private static final MethodHandle SIGNALS_EMPTY = attribute("sigemptyset");
  private static final MethodHandle SET_FLAGS =
      NativeCall.bind(
          "posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle SET_MASK =
      NativeCall.bind(
          "posix_spawnattr_setsigmask", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SET_DEFAULTS =
      NativeCall.bind(
          "posix_spawnattr_setsigdefault", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private final Arena arena = Arena.ofShared();
  private final Processor processor;
  private final MemorySegment filter;
  private final MemorySegment state;
  private final MemorySegment name;
  private final MemorySegment arguments;
  private final MemorySegment environment;
  private final MemorySegment attributes;
  private final MemorySegment process = arena.allocate(JAVA_INT);
  private final CountDownLatch filtered = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile long listener;
  private volatile int listenerErrno;
  private volatile int spawnErrno;

  private static MethodHandle attribute(String function) {
    return NativeCall.bind(function, FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  private Launcher(
      Processor processor,
      WatchedNumbers watched,
      List<String> command,
      Map<String, String> variables) {
    this.processor = processor;
    byte[] program = Filter.program(processor, watched, LibC.geteuid() != 0);
    MemorySegment instructions = arena.allocate(program.length, 8);
    instructions.copyFrom(MemorySegment.ofArray(program));
    this.filter = arena.allocate(16, 8);
    filter.set(JAVA_SHORT, 0, (short) (program.length / Filter.INSTRUCTION));
    filter.set(ADDRESS, 8, instructions);
    this.state = arena.allocate(Linker.Option.captureStateLayout());
    this.name = string(command.getFirst());
    this.arguments = strings(command);
    this.environment =
        strings(variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    this.attributes = arena.allocate(ATTRIBUTE_BYTES, 16);
  }

  private MemorySegment string(String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private MemorySegment strings(List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, string(texts.get(i)));
    }
    return array;
  }

  /// Starts `command`, whose first word is looked up in the PATH, with the standard descriptors of
  /// this JVM and in its working directory.
  ///
  /// @param receiver is handed the listener before the program starts, and must serve it from
  ///   another thread at once
  /// @return the number of the process, which the caller has to wait for
  /// @throws RunRefused when the host cannot do it, or there is no such program
  public static int start(
      WatchedNumbers watched,
      List<String> command,
      Map<String, String> environment,
      Consumer<Listener> receiver)
      throws RunRefused {
    Processor processor =
        Processor.current()
            .orElseThrow(
                () ->
                    new RunRefused(
                        "programs cannot be run on a processor "
                            + System.getProperty("os.arch")
                            + ": there are x86-64 and arm64"));
    Launcher launcher = new Launcher(processor, watched, command, environment);
    return launcher.start(command.getFirst(), receiver);
  }

  private int start(String program, Consumer<Listener> receiver) throws RunRefused {
    try {
      prepare();
      Thread thread = Thread.ofPlatform().daemon().name("launcher").start(this::launch);
      filtered.await();
      if (listener < 0) {
        thread.join();
        throw new RunRefused(reason());
      }
      receiver.accept(new Listener((int) listener));
      started.await();
      thread.join();
      if (spawnErrno != 0) {
        throw new RunRefused(
            program
                + ": "
                + Errno.byCode(spawnErrno)
                    .map(Errno::text)
                    .orElse("cannot be started (error " + spawnErrno + ")"));
      }
      return process.get(JAVA_INT, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunRefused("starting " + program + " was interrupted");
    } finally {
      arena.close();
    }
  }

  private String reason() {
    String why =
        switch (Errno.byCode(listenerErrno).orElse(Errno.EIO)) {
          case EBUSY -> "whoever runs this program watches system calls already";
          case EPERM, EACCES -> "a policy of this host or container forbids seccomp(2)";
          case ENOSYS, EINVAL -> "the kernel of this host has no seccomp user notification";
          default -> "seccomp(2) gave error " + listenerErrno;
        };
    return "system calls cannot be caught here: " + why;
  }

  /// Everything that the launching thread will need, so that it loads no class under the filter.
  private void prepare() {
    try {
      int _ = (int) ATTRIBUTES_INIT.invokeExact(state, attributes);
      MemorySegment signals = arena.allocate(SIGNAL_BYTES, 8);
      int _ = (int) SIGNALS_EMPTY.invokeExact(state, signals);
      int _ = (int) SET_MASK.invokeExact(state, attributes, signals);
      int _ = (int) SIGNALS_FILL.invokeExact(state, signals);
      int _ = (int) SET_DEFAULTS.invokeExact(state, attributes, signals);
      int _ = (int) SET_FLAGS.invokeExact(state, attributes, SET_SIGNAL_MASK_AND_DEFAULTS);
      // No descriptor of the JVM goes to the program but the standard ones.
      long _ =
          (long)
              CLOSE_RANGE_CALL.invokeExact(
                  state, (long) CLOSE_RANGE, 3L, 0xffff_ffffL, (long) CLOSE_RANGE_CLOEXEC);
      // A first use of each handle, with arguments that do nothing.
      int _ = (int) PRCTL.invokeExact(state, -1, 0L, 0L, 0L, 0L);
      long _ = (long) SYSCALL.invokeExact(state, -1L, 0L, 0L, MemorySegment.NULL);
      MemorySegment nothing = string("");
      int _ =
          (int)
              SPAWN.invokeExact(
                  state, process, nothing, MemorySegment.NULL, attributes, arguments, environment);
      CountDownLatch warm = new CountDownLatch(1);
      warm.countDown();
    } catch (Throwable e) {
      throw new IllegalStateException("a C function cannot throw", e);
    }
  }

  private long install(long flags) throws Throwable {
    return (long)
        SYSCALL.invokeExact(state, processor.seccompCall(), SECCOMP_SET_MODE_FILTER, flags, filter);
  }

  private void launch() {
    try {
      int _ = (int) PRCTL.invokeExact(state, (int) PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
      listener = install(NEW_LISTENER | WAIT_KILLABLE);
      if (listener < 0) {
        listener = install(NEW_LISTENER);
      }
      if (listener < 0) {
        listenerErrno = HostCalls.errno(state);
        filtered.countDown();
        return;
      }
      filtered.countDown();
      spawnErrno =
          (int)
              SPAWN.invokeExact(
                  state, process, name, MemorySegment.NULL, attributes, arguments, environment);
    } catch (Throwable e) {
      spawnErrno = Errno.EIO.code();
    } finally {
      started.countDown();
    }
  }
}
