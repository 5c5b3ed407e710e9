package org.fscachesim.stack.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.World;

/// Whatever is written to the device, in whatever state it is: all of it is taken, or it fails with
/// an errno that is documented for the command; reads and polls go on; the cache comes down at the
/// end. The rules of the kernel are checked after each try.
final class CommandLinesPropertiesTest {
  private static final long LIMIT_NANOS = 60_000_000_000L;
  private static final int MOST_STATE = 188;

  /// Where the device stands when the commands come.
  enum State {
    OPENED(ImmutableList.of()),
    CONFIGURED(ImmutableList.of("dir /cache", "tag t")),
    BOUND(ImmutableList.of("dir /cache", "bind")),
    ON_DEMAND(ImmutableList.of("dir /cache", "bind ondemand")),
    ON_DEMAND_WITH_AN_OPEN(ImmutableList.of("dir /cache", "bind ondemand"));

    private final ImmutableList<String> commands;

    State(ImmutableList<String> commands) {
      this.commands = commands;
    }

    boolean isBound() {
      return compareTo(BOUND) >= 0;
    }

    boolean isOnDemand() {
      return compareTo(ON_DEMAND) >= 0;
    }
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> words =
        Arbitraries.frequency(
                Tuple.of(
                    12,
                    List.of(
                        "bind", "brun", "bcull", "bstop", "frun", "fcull", "fstop", "copen", "cull",
                        "inuse", "debug", "dir", "secctx", "tag", "restore")),
                Tuple.of(1, List.of("", "bin", "binds", "BIND", "cread", "bstop=", "\u00e9")))
            .flatMap(Arbitraries::of);
    Arbitrary<String> arguments =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                " ",
                "  x ",
                "/cache",
                "/tmp",
                "/proc",
                "/nowhere",
                "/",
                "cache",
                ".",
                "..",
                "a/b",
                "ondemand",
                "ondemand ",
                "0",
                "1",
                "1%",
                "5%",
                "7%",
                "99%",
                "100%",
                "101%",
                "-1%",
                "5",
                "5%%",
                "0x10",
                "010",
                "0,0",
                "0,4096",
                "0,-2",
                "0,-4096",
                "0,",
                ",0",
                "1,1",
                "4294967296,0",
                "0,9223372036854775807",
                "0,9223372036854775808",
                "0,0x1000",
                "18446744073709551616,1"),
            Arbitraries.longs().map(n -> n + "%"),
            Combinators.combine(Arbitraries.integers().between(0, 3), Arbitraries.longs())
                .as((id, size) -> id + "," + size),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40),
            Arbitraries.integers().between(240, 260).map("x"::repeat),
            Arbitraries.integers().between(4080, 4100).map("y"::repeat));
    Arbitrary<String> line =
        Arbitraries.oneOf(
            Combinators.combine(words, arguments).as((w, a) -> w + " " + a),
            Combinators.combine(words, arguments).as((w, a) -> w + " " + a + "\n"),
            words,
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(64));
    return line.list().ofMinSize(1).ofMaxSize(12);
  }

  @Property(tries = 600)
  void everyLineIsTakenWholeOrRefusedAsDocumented(
      @ForAll("lines") @Size(min = 1) List<String> lines,
      @ForAll State state,
      @ForAll KernelVersion version,
      @ForAll @LongRange(min = 0, max = 1000) long schedule) {
    SimMachine machine = new SimMachine(new RandomWalk(schedule), 5_000_000);
    machine.run(
        "main",
        () -> {
          KernelConfig config = Fixes.allIn(KernelConfig.of(version));
          World world = World.boot(config, machine, MemoryStore.create());
          UserProcess daemon = world.process("daemon");
          var commands = daemon.start("commands", () -> say(world, daemon, state, lines));
          assertTrue(commands.joinUntil(world.kernel().nanos() + LIMIT_NANOS), "a command hangs");
          world.shutDown();
          world.kernel().sleepMillis(30_000);
          assertEquals(List.of(), world.leftovers());
        });
  }

  private static void say(World world, UserProcess daemon, State state, List<String> lines) {
    SystemCalls system = new SimulatedSystem(daemon);
    try {
      int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
      for (String command : state.commands) {
        system.write(device, World.text(command));
      }
      if (state == State.ON_DEMAND_WITH_AN_OPEN) {
        UserProcess app = world.process("app");
        app.start("mount", () -> mount(world, app));
        assertEquals(PollEvents.POLLIN, system.poll(device, PollEvents.POLLIN, 1000));
      }
      boolean bound = state.isBound();
      boolean onDemand = state.isOnDemand();
      for (String line : lines) {
        boolean taken = say(system, device, line);
        String bare = line.stripTrailing();
        if (taken && (bare.equals("bind") || bare.startsWith("bind "))) {
          bound = true;
          onDemand = bare.endsWith("ondemand");
        }
        readAndPoll(system, device, bound, onDemand);
      }
      system.close(device);
    } catch (ErrnoException e) {
      throw new AssertionError("unexpected " + e.errno(), e);
    }
  }

  private static void mount(World world, UserProcess app) {
    try {
      world.mount(app, "erofs", "none", "/mnt", "fsid=a");
    } catch (ErrnoException e) {
      assertTrue(Set.of(Errno.EIO, Errno.ENOBUFS, Errno.EINVAL).contains(e.errno()), e::toString);
    }
  }

  /// Whether the line was taken.
  private static boolean say(SystemCalls system, int device, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    try {
      assertEquals(bytes.length, system.write(device, ByteBuffer.wrap(bytes)), line);
      return true;
    } catch (ErrnoException e) {
      assertTrue(
          documented(line).contains(e.errno()),
          () -> "'" + line + "' fails with " + e.errno() + ", which is not documented");
      return false;
    }
  }

  /// What a command may fail with, as the daemon's interface is documented.
  private static Set<Errno> documented(String line) {
    String word = line.split("\\s", 2)[0];
    return switch (word) {
      case "bind" ->
          Set.of(
              Errno.EINVAL,
              Errno.EBUSY,
              Errno.ENOENT,
              Errno.ENOTDIR,
              Errno.EROFS,
              Errno.EOPNOTSUPP,
              Errno.ENAMETOOLONG);
      case "brun", "bcull", "bstop", "frun", "fcull", "fstop", "debug", "secctx" ->
          Set.of(Errno.EINVAL, Errno.EOPNOTSUPP);
      case "dir", "tag" -> Set.of(Errno.EINVAL, Errno.EEXIST, Errno.EOPNOTSUPP);
      case "copen" -> Set.of(Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ERANGE);
      case "cull" -> Set.of(Errno.EINVAL, Errno.EIO, Errno.ENOENT, Errno.EBUSY, Errno.EOPNOTSUPP);
      case "inuse" ->
          Set.of(
              Errno.EINVAL, Errno.EIO, Errno.ENOENT, Errno.EBUSY, Errno.ESTALE, Errno.EOPNOTSUPP);
      default -> Set.of(Errno.EOPNOTSUPP, Errno.EINVAL);
    };
  }

  private static void readAndPoll(SystemCalls system, int device, boolean bound, boolean onDemand)
      throws ErrnoException {
    int events = system.poll(device, PollEvents.POLLIN | PollEvents.POLLOUT, 0);
    if (bound && !onDemand) {
      ByteBuffer state = ByteBuffer.allocate(MOST_STATE);
      int got = system.read(device, state);
      assertTrue(got >= 76 && got <= MOST_STATE, "a state of " + got + " bytes");
      assertEquals(0, system.poll(device, PollEvents.POLLIN, 0), "a read clears POLLIN");
    } else if (!bound) {
      assertEquals(0, system.read(device, ByteBuffer.allocate(1024)));
      assertEquals(0, events & PollEvents.POLLOUT);
    }
  }
}
