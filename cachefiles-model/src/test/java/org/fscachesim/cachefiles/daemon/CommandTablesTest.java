package org.fscachesim.cachefiles.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fscachesim.cachefiles.Rig;
import org.fscachesim.cachefiles.TestClient;
import org.fscachesim.cachefiles.TestDaemon;
import org.fscachesim.fscache.CookieState;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every command with every kind of argument in every state of the cache, as the tables of
/// `cachefiles.md` sections 2 and 4 have it.
final class CommandTablesTest {
  private static final int READS_AND_WRITES_FAIL = 2;

  /// A state of the cache, and how a daemon gets there.
  private enum State {
    NEW,
    BOUND,
    ON_DEMAND,
    BIND_FAILED,
    DEAD;

    void reach(Rig rig, TestDaemon d) throws ErrnoException {
      d.open();
      switch (this) {
        case NEW -> {}
        case BOUND, DEAD -> bind(d, "bind");
        case ON_DEMAND -> bind(d, "bind ondemand");
        case BIND_FAILED -> {
          d.write("dir /nowhere");
          assertEquals(Errno.ENOENT, d.refusal("bind"));
        }
      }
      if (this == DEAD) {
        kill(rig, d);
      }
    }

    private static void bind(TestDaemon d, String command) throws ErrnoException {
      d.write("dir /cache");
      d.write("tag t");
      d.write(command);
    }

    /// Section 13: "EIO from: file lookup" kills the cache.
    private static void kill(Rig rig, TestDaemon d) throws ErrnoException {
      TestClient client = rig.client();
      client.await(client.use("one", Set.of(), new byte[0], 4096), CookieState.ACTIVE);
      rig.cachefiles.injections().set(READS_AND_WRITES_FAIL);
      client.await(client.use("two", Set.of(), new byte[0], 4096), CookieState.QUIESCENT);
      rig.cachefiles.injections().set(0);
      assertEquals("cull=", d.readState(4095).substring(0, 5));
    }
  }

  /// Section 2.1: what is wrong before a command is even looked for. A dead cache says EIO first.
  private static final Map<String, Errno> LINES = lines();

  private static Map<String, Errno> lines() {
    Map<String, Errno> out = new TreeMap<>();
    out.put("", Errno.EOPNOTSUPP);
    out.put("x".repeat(4096), Errno.EOPNOTSUPP);
    out.put("x".repeat(4095), Errno.EOPNOTSUPP);
    out.put("debug\0", Errno.EINVAL);
    out.put("deb\0ug 1", Errno.EINVAL);
    out.put("\ndebug 1", Errno.EINVAL);
    out.put(" debug 1", Errno.EOPNOTSUPP);
    out.put("\tdebug 1", Errno.EOPNOTSUPP);
    out.put("\u00a0debug 1", Errno.EOPNOTSUPP);
    out.put("Debug 1", Errno.EOPNOTSUPP);
    out.put("debugx", Errno.EOPNOTSUPP);
    out.put("nosuch", Errno.EOPNOTSUPP);
    out.put("nosuch 1", Errno.EOPNOTSUPP);
    return out;
  }

  /// Section 2.4, "State x command", with the argument rows of 2.3. In the order of the states:
  /// new, bound, bound on demand, bind failed. `ok` is success. Dead is EIO throughout.
  private static final List<String> COMMANDS =
      List.of(
          // Range checks are made against the other limits as they are now: 7, 5, 1.
          "frun 8%|ok|ok|ok|ok",
          "frun|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 8|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 8%%|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 8% |EINVAL|EINVAL|EINVAL|EINVAL",
          "frun -8%|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 0x8%|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 5%|EINVAL|EINVAL|EINVAL|EINVAL",
          "frun 99%|ok|ok|ok|ok",
          "frun 100%|EINVAL|EINVAL|EINVAL|EINVAL",
          // 2.2: modulo 2^64 without an overflow error.
          "brun 18446744073709551626%|ok|ok|ok|ok",
          "fcull 6%|ok|ok|ok|ok",
          "fcull 7%|EINVAL|EINVAL|EINVAL|EINVAL",
          "fcull 1%|EINVAL|EINVAL|EINVAL|EINVAL",
          "fcull|EINVAL|EINVAL|EINVAL|EINVAL",
          "fstop 4%|ok|ok|ok|ok",
          "fstop 5%|EINVAL|EINVAL|EINVAL|EINVAL",
          "fstop 0%|ok|ok|ok|ok",
          // 2.2: no digits are 0.
          "fstop %|ok|ok|ok|ok",
          "brun 8%|ok|ok|ok|ok",
          "brun 5%|EINVAL|EINVAL|EINVAL|EINVAL",
          "bcull 6%|ok|ok|ok|ok",
          "bcull 7%|EINVAL|EINVAL|EINVAL|EINVAL",
          "bstop 4%|ok|ok|ok|ok",
          "bstop 5%|EINVAL|EINVAL|EINVAL|EINVAL",
          "bstop %|ok|ok|ok|ok",
          "dir /cache|ok|EEXIST|EEXIST|EEXIST",
          "dir|EINVAL|EINVAL|EINVAL|EINVAL",
          "tag other|ok|EEXIST|EEXIST|EEXIST",
          "tag|EINVAL|EINVAL|EINVAL|EINVAL",
          "secctx|EINVAL|EINVAL|EINVAL|EINVAL",
          "debug 7|ok|ok|ok|ok",
          "debug|ok|ok|ok|ok",
          "debug 0x1f|ok|ok|ok|ok",
          "debug 017|ok|ok|ok|ok",
          "debug 08|EINVAL|EINVAL|EINVAL|EINVAL",
          "debug 1x|EINVAL|EINVAL|EINVAL|EINVAL",
          "debug -1|EINVAL|EINVAL|EINVAL|EINVAL",
          "debug 99999999999999999999|ok|ok|ok|ok",
          "bind|EINVAL|EBUSY|EBUSY|ENOENT",
          "bind ondemand|EINVAL|EBUSY|EBUSY|ENOENT",
          "bind something|EINVAL|EBUSY|EBUSY|EINVAL",
          "bind ondemand |EINVAL|EBUSY|EBUSY|EINVAL",
          // A slash in the name comes first, whatever the state.
          "cull a/b|EINVAL|EINVAL|EINVAL|EINVAL",
          "inuse a/b|EINVAL|EINVAL|EINVAL|EINVAL",
          "cull nosuch|EIO|ENOENT|ENOENT|EIO",
          "inuse nosuch|EIO|ENOENT|ENOENT|EIO",
          "cull|EIO|EIO|EIO|EIO",
          "inuse|EIO|EIO|EIO|EIO",
          "cull .|EIO|EIO|EIO|EIO",
          "cull ..|EIO|EIO|EIO|EIO",
          "inuse ..|EIO|EIO|EIO|EIO",
          "cull " + "n".repeat(256) + "|EIO|EIO|EIO|EIO",
          "cull cache|EIO|EBUSY|EBUSY|EIO",
          "inuse graveyard|EIO|EBUSY|EBUSY|EIO",
          // Only where requests can be answered at all; then an id that nobody knows.
          "copen 0,1|EOPNOTSUPP|EOPNOTSUPP|EINVAL|EOPNOTSUPP",
          "copen|EOPNOTSUPP|EOPNOTSUPP|EINVAL|EOPNOTSUPP",
          // A newline ends a command, and what follows does not matter.
          "debug 1\nnosuch|ok|ok|ok|ok",
          "tag|EINVAL|EINVAL|EINVAL|EINVAL");

  @TestFactory
  Stream<DynamicTest> everyCommandInEveryState() {
    return Stream.of(KernelVersion.V6_7, KernelVersion.D6_1_192, KernelVersion.D6_12_117)
        .flatMap(
            version ->
                Stream.of(State.values())
                    .map(
                        state ->
                            DynamicTest.dynamicTest(
                                version + ", " + state, () -> holdsIn(version, state))));
  }

  private static void holdsIn(KernelVersion version, State state) {
    List<String> differences = new ArrayList<>();
    for (String row : COMMANDS) {
      List<String> columns = Splitter.on('|').splitToList(row);
      String expected = state == State.DEAD ? "EIO" : columns.get(1 + state.ordinal());
      compare(version, state, columns.getFirst(), expected, differences);
    }
    LINES.forEach(
        (line, errno) ->
            compare(
                version,
                state,
                line,
                (state == State.DEAD ? Errno.EIO : errno).name(),
                differences));
    assertEquals(List.of(), differences);
  }

  private static void compare(
      KernelVersion version, State state, String line, String expected, List<String> differences) {
    Rig.run(
        version,
        rig -> {
          TestDaemon d = rig.daemon("d");
          state.reach(rig, d);
          d.chdir("/cache");
          @Nullable Errno refused = d.refusal(line);
          String actual = refused == null ? "ok" : refused.name();
          if (!actual.equals(expected)) {
            differences.add("%s: %s, not %s".formatted(line, actual, expected));
          }
        });
  }

  /// Section 2.3: `restore` is unknown before 6.8, and later only known on demand.
  @ParameterizedTest
  @CsvSource({
    "V5_19, EOPNOTSUPP, EOPNOTSUPP",
    "V6_7, EOPNOTSUPP, EOPNOTSUPP",
    "V6_8, EOPNOTSUPP, ok",
    "V6_10, EOPNOTSUPP, ok",
    "D6_1_192, EOPNOTSUPP, ok",
    "D6_12_117, EOPNOTSUPP, ok",
  })
  void restoreIsForOnDemandOnly(KernelVersion version, String original, String onDemand) {
    List<String> differences = new ArrayList<>();
    for (String line : List.of("restore", "restore whatever")) {
      compare(version, State.NEW, line, "EOPNOTSUPP", differences);
      compare(version, State.BOUND, line, original, differences);
      compare(version, State.ON_DEMAND, line, onDemand, differences);
    }
    assertEquals(List.of(), differences);
  }

  /// Section 4.1: "ONDEMAND_MODE is sticky"; 2.4: "bind may be retried with same dir/tag".
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aFailedBindOnDemandMakesTheNextOneOnDemand(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          TestDaemon d = rig.daemon("d");
          d.open();
          d.write("dir /cache/late");
          assertEquals(Errno.ENOENT, d.refusal("bind ondemand"));
          rig.store.mkdir(rig.store.root(), "late", 0700);
          assertEquals(null, d.refusal("bind"));
          assertEquals(Errno.EINVAL, d.refusal("copen 0,1"));
          assertEquals("", d.readState(4095));
        });
  }
}
