package org.fscachesim.stack.conformance;

import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules of the protocol that no recording shows, played as scripts. The outcomes are what the
/// rules say; where a rule differs between kernels, the kernels are named.
final class ProtocolScriptsTest {
  /// A daemon has bound, and an application waits for its file to be opened.
  private static final String MOUNTING =
      """
      d: open dev => ok
      d: write dev "dir /cache" => 10
      d: write dev "bind ondemand" => 13
      app&: mount erofs none /mnt fsid=plain.img => started
      """;

  /// And the daemon has read that OPEN, as `o1`.
  private static final String OPENING =
      MOUNTING
          + """
          d: poll dev 3000 in => in
          d: read dev as o1 => OPEN id=0 len=57 object=1 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
          """;

  /// The kernels whose objects have a state, so that a closed descriptor is asked for again.
  private static final Set<KernelVersion> REOPENING =
      EnumSet.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117);

  private static final Set<KernelVersion> CLOSED_FOR_GOOD = EnumSet.of(KernelVersion.V6_7);

  /// Numbers wrap, blanks are those of Latin-1, and what a bind left behind stays.
  @Test
  void commandsAreReadByteByByte() throws Exception {
    Scripts.assertPlays(
        """
        d: open dev => ok
        d: write dev "debug 08" => EINVAL
        d: write dev "debug 010" => 9
        d: write dev "debug 0x" => EINVAL
        d: write dev "debug 0xffffffffff" => 18
        d: write dev "debug -1" => EINVAL
        d: write dev "debug 0 " => EINVAL
        d: write dev "frun 18446744073709551626%" => 26
        d: write dev "frun 18446744073709551616%" => EINVAL
        d: write dev "frun\\xa0 12%" => 9
        d: write dev "frun\\x0b13%\\x0d" => EINVAL
        d: write dev "frun +13%" => EINVAL
        d: write dev "frun 13 %" => EINVAL
        d: write dev "cull a/b" => EINVAL
        d: write dev "cull x" => EIO
        d: write dev "inuse a/b" => EINVAL
        d: write dev "inuse x" => EIO
        d: write dev "dir" => EINVAL
        d: write dev "dir \\n" => EINVAL
        d: write dev "tag" => EINVAL
        d: write dev "dir /cache/sub" => 14
        d: write dev "bind ondemand" => ENOENT
        d: write dev "dir /cache" => EEXIST
        d: write dev "tag late" => EEXIST
        d: read dev => 0
        mkdir /cache/sub => ok
        d: write dev "bind\\x0d\\n" => 6
        d: write dev "copen 0,1" => EINVAL
        d: write dev "bind" => EBUSY
        """);
  }

  /// A name is looked up in the working directory, and only what nobody uses goes.
  @Test
  void whatIsCulledIsLookedUpInTheWorkingDirectory() throws Exception {
    Scripts.assertPlays(
        """
        mkdir /cache/sub => ok
        d: open dev => ok
        d: chdir /cache => ok
        d: write dev "dir sub" => 7
        d: write dev "bind" => 4
        d: read dev size=50 => EMSGSIZE
        d: write dev "cull a/b" => EINVAL
        d: write dev "cull x" => ENOENT
        d: write dev "cull" => EIO
        d: write dev "inuse x" => ENOENT
        d: chdir /cache/sub => ok
        d: write dev "cull cache" => EBUSY
        d: write dev "inuse graveyard" => EBUSY
        d: write dev "cull ." => EIO
        d: write dev "cull .." => EIO
        mkfile /cache/sub/f 5000 => ok
        d: write dev "inuse f" => 7
        d: write dev "cull f" => 6
        d: write dev "cull f" => ENOENT
        mkdir /cache/sub/dd => ok
        d: write dev "inuse dd" => 8
        d: write dev "cull dd" => 7
        ls /cache/sub =>
          cache/ mode=700
          graveyard/ mode=700
            TTTTTTTT00000001/ mode=700
        d: close dev => ok
        mkfile /cache/file 3 => ok
        d: open dev => ok
        d: write dev "dir /cache/sub " => 15
        d: write dev "bind" => ENOENT
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir /cache/file" => 15
        d: write dev "bind" => ENOTDIR
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir /cache/file/x" => 17
        d: write dev "bind" => ENOTDIR
        d: close dev => ok
        """);
  }

  /// A READ of a closed object becomes an OPEN each time; one that is refused while its descriptor
  /// stays open holds the READ back until that is closed.
  @Test
  void aRefusedReopenWaitsForItsDescriptorToBeClosed() throws Exception {
    Scripts.assertPlays(
        REOPENING,
        OPENING
            + """
            d: copen o1 344064 dev => 14
            d: close o1.fd => ok
            join app 300 => blocked
            d: read dev => 0
            d: poll dev 100 in => in
            d: read dev as o2 => OPEN id=2 len=57 object=2 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
            d: copen o2 344064 dev => 14
            d: close o2.fd => ok
            d: read dev => 0
            d: poll dev 100 in => in
            d: read dev as o3 => OPEN id=3 len=57 object=3 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
            d: pwrite o3.fd 0 4096 image=/img/plain.img => 4096
            d: write dev "copen ${o3.id},-5" => 10
            d: poll dev 100 in => none
            d: read dev => 0
            d: write dev "restore" => 7
            d: read dev => 0
            d: close o3.fd => ok
            d: read dev => 0
            d: poll dev 100 in => in
            d: read dev as o4 => OPEN id=4 len=57 object=4 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
            d: copen o4 344064 dev => 14
            d: read dev as r4 => READ id=1 len=32 object=4 off=0 count=4096
            d: cread r4 => ok
            join app 500 => ok
            app: umount /mnt => ok
            d: serve dev dir=/img idle=300 => opens=0 reads=0 bytes=0 closes=1
            d: close dev => ok
            """);
  }

  /// An OPEN whose descriptor lives cannot be delivered a second time, and fails.
  @Test
  void anOpenThatIsRestoredTooEarlyFails() throws Exception {
    Scripts.assertPlays(
        REOPENING,
        OPENING
            + """
            d: write dev "restore" => 7
            d: poll dev 0 in => in
            d: read dev as o2 => EEXIST
            join app 500 => EIO
            d: poll dev 0 in => none
            d: lseek o1.fd 0 END => ENOBUFS
            d: copen o1 344064 dev => EINVAL
            d: close o1.fd => ok
            d: serve dev dir=/img idle=300 => opens=0 reads=0 bytes=0 closes=0
            d: close dev => ok
            """);
  }

  /// Who gets the device alone is asked to open the files again.
  @Test
  void aDaemonThatGetsTheDeviceAloneIsAskedToOpenAgain() throws Exception {
    Scripts.assertPlays(
        REOPENING,
        MOUNTING
            + """
            d: serve dev dir=/img idle=300 => opens=1 reads=1 bytes=4096 closes=0
            join app 1000 => ok
            give d e dev => ok
            kill d => dead
            app&: cat /mnt/small => started
            e: poll dev 500 in => in
            e: serve dev dir=/img idle=300 => opens=1 reads=1 bytes=4096 closes=0
            join app 1000 => 100 crc32=fcb1e3f1
            app: umount /mnt => ok
            e: serve dev dir=/img idle=300 => opens=0 reads=0 bytes=0 closes=1
            e: close dev => ok
            """);
  }

  /// Without states, what was closed stays closed until the file is looked up anew.
  @Test
  void withoutStatesTheFilesOfADeadDaemonAreLost() throws Exception {
    Scripts.assertPlays(
        CLOSED_FOR_GOOD,
        MOUNTING
            + """
            d: serve dev dir=/img idle=300 => opens=1 reads=1 bytes=4096 closes=0
            join app 1000 => ok
            give d e dev => ok
            kill d => dead
            app&: cat /mnt/small => started
            e: poll dev 500 in => none
            e: serve dev dir=/img idle=300 => opens=0 reads=0 bytes=0 closes=0
            join app 1000 => EIO
            app: umount /mnt => ok
            e: serve dev dir=/img idle=300 => opens=0 reads=0 bytes=0 closes=0
            e: close dev => ok
            """);
  }

  /// Who gets all descriptors goes on as if nothing had happened.
  @Test
  void aDaemonThatGetsAllDescriptorsGoesOn() throws Exception {
    Scripts.assertPlays(
        REOPENING,
        OPENING
            + """
            d: copen o1 344064 dev => 14
            give d e dev => ok
            give d e o1.fd => ok
            kill d => dead
            join app 300 => blocked
            e: poll dev 300 in => in
            e: read dev as r1 => READ id=1 len=32 object=1 off=0 count=4096
            e: fill r1 via=o1.fd image=/img/plain.img => 4096
            e: cread r1 via=o1.fd => ok
            join app 1000 => ok
            app&: cat /mnt/small => started
            e: poll dev 500 in => in
            e: read dev as r2 => READ id=2 len=32 object=1 off=339968 count=4096
            e: fill r2 via=o1.fd image=/img/plain.img => 4096
            e: cread r2 via=o1.fd => ok
            join app 1000 => 100 crc32=fcb1e3f1
            app: umount /mnt => ok
            e: poll dev 1000 in => in
            e: read dev as c => CLOSE id=3 len=16 object=1
            e: close o1.fd => ok
            e: close dev => ok
            """);
  }

  /// Which answers to an OPEN are taken, which end it, and which leave it to be answered again.
  ///
  /// @param written what the write gives
  /// @param mounted what the mount is told by that: `blocked` if the lookup goes on, with a READ to
  ///   be answered, or if the OPEN is still there
  /// @param again what a second answer, a good one, gives
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0,0 | 9 | blocked | EINVAL",
        "0,-0 | 10 | blocked | EINVAL",
        "+0,+344064 | 16 | blocked | EINVAL",
        "0,1 | 9 | blocked | EINVAL",
        "0,1099511627776 | 21 | blocked | EINVAL",
        "0,344064\\n | 15 | blocked | EINVAL",
        "0,-2 | 10 | EIO | EINVAL",
        "0,-4095 | 13 | EIO | EINVAL",
        "0,-0x5 | 12 | EIO | EINVAL",
        "0,17592186044416 | 22 | EIO | EINVAL",
        "0,9223372036854771713 | 27 | EIO | EINVAL",
        "0,9223372036854775808 | ERANGE | EIO | EINVAL",
        "0,-9223372036854775809 | ERANGE | EIO | EINVAL",
        "0,-9223372036854775808 | EINVAL | EIO | EINVAL",
        "0, 344064 | EINVAL | EIO | EINVAL",
        "0,344064,1 | EINVAL | EIO | EINVAL",
        "0,1e3 | EINVAL | EIO | EINVAL",
        "0,-+5 | EINVAL | EIO | EINVAL",
        "0,0x | EINVAL | EIO | EINVAL",
        "0,08 | EINVAL | EIO | EINVAL",
        "08,344064 | EINVAL | blocked | 14",
        "0x,344064 | EINVAL | blocked | 14",
        "4294967296,344064 | EINVAL | blocked | 14",
        "18446744073709551616,344064 | ERANGE | blocked | 14",
      },
      delimiter = '|')
  void anAnswerToAnOpenIsTakenOrNot(String answer, String written, String mounted, String again)
      throws Exception {
    String script =
        MOUNTING
            + """
            d: poll dev 3000 in => in
            d: read dev as o => OPEN id=0 len=57 object=1 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
            d: write dev "copen %s" => %s
            join app 700 => %s
            d: write dev "copen 0,344064" => %s
            kill d => dead
            """
                .formatted(answer, written, mounted, "%s");
    Scripts.assertPlays(REOPENING, script.formatted(again));
    // Where ids are had again at once, a second answer takes the READ or CLOSE that has come.
    Scripts.assertPlays(CLOSED_FOR_GOOD, script.formatted("14"));
  }
}
