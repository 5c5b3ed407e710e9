package org.fscachesim.stack.conformance;

import java.util.EnumSet;
import org.fscachesim.kernel.KernelVersion;
import org.junit.jupiter.api.Test;

/// Steps that no recording has, on the stage that the recordings are played on. The outcomes are
/// those that the manual pages and the tables of the protocol name; each script says which.
final class ScriptedStepsTest {
  @Test
  void filesOfTheCacheAreMovedAndReplacedFromOutside() throws Exception {
    Scripts.assertPlays(
        """
        mkfile /cache/f 5000 => ok
        cp /cache/f /cache/h => ok
        echo text /cache/f => ok
        cp /cache/f /cache/h => ok
        crc /cache/h => 5 crc32=37ecda27
        mkfile /cache/h 10 => ok
        extents /cache/h => none
        mkdir /cache/sub => ok
        mkfile /cache/sub 10 => EISDIR
        cp /cache/f /cache/sub => EISDIR
        rename /cache/h /cache/i => ok
        exists /cache/h => no
        rename /cache/h /cache/i => ENOENT
        rename /cache/i /cache/sub => EISDIR
        rename /cache/sub /cache/f => ENOTDIR
        rename /cache/f /cache/i => ok
        crc /cache/i => 5 crc32=37ecda27
        rename /cache/i /tmp/i => EXDEV
        rename /cache/i /cache/sub/i => ok
        rm /cache/sub => ok
        exists /cache/sub/i => no
        """);
  }

  @Test
  void aReadOnlyFilesystemCanBeLookedAtButNotChanged() throws Exception {
    Scripts.assertPlays(
        """
        echo abc /cache/x => ok
        setxattr /cache/x 01 => ok
        remountfs ro => ok
        ls /cache =>
          x mode=600 size=4 data=0-4 xattr=01
        crc /cache/x => 4 crc32=4788814e
        extents /cache/x => 0-4
        xattr /cache/x => 01
        a: cat /cache/x => 4 crc32=4788814e
        cp /cache/x /cache/y => EROFS
        cp /cache/x /tmp/y => ok
        setxattr /cache/x 02 => EROFS
        a: truncate /cache/x 1 => EROFS
        a: writefile /cache/x 0 1 fill=41 => EROFS
        echo def /cache/x => EROFS
        mkfile /cache/z 1 => EROFS
        mkdir /cache/z => EROFS
        rename /cache/x /cache/z => EROFS
        rm /cache/x => EROFS
        """);
  }

  /// `cachefiles.md` 4.2, step 6, and 2.4: "bind may be retried with same dir/tag".
  @Test
  void bindRefusesAReadOnlyFilesystemAndCanBeTriedAgain() throws Exception {
    Scripts.assertPlays(
        """
        remountfs ro => ok
        d: open dev => ok
        d: write dev "dir /cache" => 10
        d: write dev "bind" => EROFS
        d: write dev "tag t" => EEXIST
        d: read dev => 0
        proc caches =>
          CACHE    REF   VOLS  OBJS  ACCES S NAME
          ======== ===== ===== ===== ===== = ===============
        remountfs rw => ok
        d: write dev "bind" => 4
        remountfs ro => ok
        d: read dev => 86 "cull=0 frun=475 fcull=32f fstop=a3 brun=42f bcull=2fd bstop=99 freleased=0 breleased=0"
        d: close dev => ok
        ls /cache =>
          cache/ mode=700
          graveyard/ mode=700
        """);
  }

  @Test
  void theDiskHasTheSizeThatTheScriptSays() throws Exception {
    Scripts.assertPlays(
        """
        #! disk-mb 32
        statfs /cache => bsize=4096 blocks=7673 bfree=7667 bavail=7095 files=8192 ffree=8181
        d: open dev => ok
        d: write dev "dir /cache" => 10
        d: write dev "bind" => 4
        d: read dev => 86 "cull=0 frun=237 fcull=195 fstop=51 brun=214 bcull=17c bstop=4c freleased=0 breleased=0"
        d: close dev => ok
        """);
  }

  /// A `statfs` step is an input.
  @Test
  void freeCountsAreTakenOverFromTheScript() throws Exception {
    Scripts.assertPlays(
        """
        d: open dev => ok
        d: write dev "dir /cache" => 10
        d: write dev "bind" => 4
        statfs /cache => bsize=4096 blocks=15349 bfree=1600 bavail=454 files=16384 ffree=16371
        d: read dev => 86 "cull=1 frun=475 fcull=32f fstop=a3 brun=42f bcull=2fd bstop=99 freleased=0 breleased=0"
        d: poll dev 0 => out
        statfs /cache => bsize=4096 blocks=15349 bfree=15341 bavail=14195 files=16384 ffree=800
        d: read dev => 86 "cull=1 frun=475 fcull=32f fstop=a3 brun=42f bcull=2fd bstop=99 freleased=0 breleased=0"
        statfs /cache => bsize=4096 blocks=15349 bfree=15341 bavail=14195 files=16384 ffree=16371
        d: read dev => 86 "cull=0 frun=475 fcull=32f fstop=a3 brun=42f bcull=2fd bstop=99 freleased=0 breleased=0"
        d: poll dev 0 => none
        d: close dev => ok
        """);
  }

  @Test
  void whereFscacheIsAPartOfNetfsItsFilesHaveTwoPaths() throws Exception {
    String caches =
        """
          CACHE    REF   VOLS  OBJS  ACCES S NAME
          ======== ===== ===== ===== ===== = ===============
        """;
    Scripts.assertPlays("proc caches =>\n" + caches + "proc /proc/fs/fscache/caches =>\n" + caches);
    Scripts.assertPlays(Scripts.MERGED, "proc /proc/fs/netfs/caches =>\n" + caches);
    Scripts.assertPlays(
        Scripts.MERGED,
        """
        proc requests =>
          REQUEST  OR REF FL ERR  OPS COVERAGE
          ======== == === == ==== === =========
        """);
    Scripts.assertPlays(
        EnumSet.of(KernelVersion.V6_7, KernelVersion.D6_1_192),
        "proc requests => ENOENT\nproc /proc/fs/netfs/caches => ENOENT\n");
  }

  @Test
  void errorInjectionTakesNumbersAsSysctlDoes() throws Exception {
    Scripts.assertPlays(
        """
        echo 7 /proc/sys/cachefiles/error_injection => ok
        echo x /proc/sys/cachefiles/error_injection => EINVAL
        echo -1 /proc/sys/cachefiles/error_injection => EINVAL
        echo 4294967296 /proc/sys/cachefiles/error_injection => EINVAL
        proc /proc/sys/cachefiles/error_injection =>
          7
        echo 0x10 /proc/sys/cachefiles/error_injection => ok
        proc /proc/sys/cachefiles/error_injection =>
          16
        echo 010 /proc/sys/cachefiles/error_injection => ok
        proc /proc/sys/cachefiles/error_injection =>
          8
        """);
  }

  @Test
  void anActorOpensFilesOfAStore() throws Exception {
    Scripts.assertPlays(
        """
        mkfile /cache/file 5000 => ok
        d: open f /cache/file => ok
        d: write f "hello" => 5
        d: pwrite f 8192 5 fill=41 => 5
        d: lseek f 0 CUR => 5
        d: lseek f 0 END => 8197
        d: lseek f 0 HOLE => 4096
        d: lseek f 5000 DATA => 8192
        d: read f size=4 => 4 "AAAA"
        d: read f => 1 "A"
        d: read f => 0
        d: lseek f -1 SET => EINVAL
        d: ftruncate f 100 => ok
        d: fallocate f 0 0 8192 => ok
        d: fallocate f 3 0 4096 => ok
        d: fallocate f 8 0 4096 => EOPNOTSUPP
        d: fstat f => mode=100600 size=8192 blocks=8
        d: fsync f => ok
        d: mmap f => ok
        d: ioctl f READ_COMPLETE 1 => ENOTTY
        d: poll f 0 => in|out
        d: link f => /cache/file
        d: dup f g => ok
        d: close f => ok
        d: read f => EBADF
        d: write g "x" => 1
        give d e g => ok
        kill d => dead
        e: write g "y" => 1
        e: open f ro /cache/file => ok
        e: write f "x" => EBADF
        e: ftruncate f 5 => EINVAL
        e: close f => ok
        e: open f /cache => EISDIR
        e: open f ro /cache => ok
        e: read f => EISDIR
        e: open f /cache/nosuch => ENOENT
        e: close g => ok
        remountfs ro => ok
        e: open f wo /cache/file => EROFS
        e: open f ro /cache/file => ok
        """);
  }

  @Test
  void anActorOpensFilesOfAMountWhichStaysBusyMeanwhile() throws Exception {
    Scripts.assertPlays(
        """
        d: open dev => ok
        d: write dev "dir /cache" => 10
        d: write dev "tag t" => 5
        d: write dev "bind ondemand" => 13
        app&: mount erofs none /mnt fsid=plain.img => started
        d: serve dev dir=/img idle=500 => opens=1 reads=1 bytes=4096 closes=0
        join app => ok
        app: open f ro /mnt/one-page => ok
        app: lseek f 0 END => 4096
        app: lseek f 4096 DATA => ENXIO
        app: lseek f 5 HOLE => 4096
        app&: pread f 0 4096 => started
        d: serve dev dir=/img idle=500 => opens=0 reads=1 bytes=4096 closes=0
        join app => 4096 crc32=abdf3e81
        app: open g /mnt/one-page => EROFS
        app: open g ro /mnt/nosuch => ENOENT
        app: umount /mnt => EBUSY
        app: close f => ok
        app: umount /mnt => ok
        d: serve dev dir=/img idle=500 => opens=0 reads=0 bytes=0 closes=1
        """);
  }

  /// FORMAT.md on `serve`: "-ENOENT if absent". Before 6.8 a CLOSE follows (`ondemand.md` 5.4),
  /// which is unread when the steps end.
  @Test
  void aDaemonThatLooksWhereNoImagesAreRefusesThemAll() throws Exception {
    Scripts.assertPlays(
        """
        d: open dev => ok
        d: write dev "dir /cache" => 10
        d: write dev "bind ondemand" => 13
        app&: mount erofs none /mnt fsid=plain.img => started
        d: serve dev dir=/nowhere idle=500 count=1 => opens=1 reads=0 bytes=0 closes=0
        join app => EIO
        """);
  }

  /// ioctl_list(2): these take a pointer; and `ondemand.md` 9.2: the VFS handles them "before the
  /// driver". A transfer may not end behind the largest position.
  @Test
  void theKernelRefusesBadAddressesAndPositionsBeforeTheDriver() throws Exception {
    Scripts.assertPlays(
        """
        d: open dev => ok
        d: ioctl dev 0x5421 0 => EFAULT
        d: ioctl dev 0x5451 0 => ok
        d: pwrite dev 9223372036854775807 5 fill=41 => EINVAL
        d: pread dev 9223372036854775807 5 => EINVAL
        d: pread dev 9223372036854775807 0 => 0 crc32=00000000
        d: write dev "dir /cache" => 10
        d: write dev "bind ondemand" => 13
        app&: mount erofs none /mnt fsid=plain.img => started
        d: poll dev 1000 in => in
        d: read dev as m => OPEN id=0 len=57 object=1 flags=0 volume_key_size=16 cookie_key_size=9 volume="erofs,plain.img\\x00" cookie="plain.img"
        d: ioctl m.fd 0x5421 0 => EFAULT
        d: ioctl m.fd 0x5452 0 => EFAULT
        d: ioctl m.fd 2 0 => EFAULT
        d: ioctl m.fd 0x5460 0 => ENOTTY
        d: ioctl m.fd 0x541b 0 => EINVAL
        d: pwrite m.fd 9223372036854775807 4096 fill=00 => EINVAL
        d: pwrite m.fd 9223372036854771711 4096 fill=00 => ENOBUFS
        d: close dev => ok
        """);
  }

  /// `cachefiles.md` 4.2, step 5: a filesystem in memory has no sync_fs; step 3: the path is
  /// "relative to the writer's cwd".
  @Test
  void onlyADirectoryOnADiskTakesACache() throws Exception {
    Scripts.assertPlays(
        """
        mkdir /cache/a => ok
        mkdir /cache/a/b => ok
        mkfile /cache/a/file => ok
        d: chdir /cache/a => ok
        d: open dev => ok
        d: write dev "dir /" => 5
        d: write dev "bind" => EOPNOTSUPP
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir /mnt" => 8
        d: write dev "bind" => EOPNOTSUPP
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir file/" => 9
        d: write dev "bind" => ENOTDIR
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir /cache/ " => 12
        d: write dev "bind" => ENOENT
        d: close dev => ok
        d: open dev => ok
        d: write dev "dir ../a//./b/" => 14
        d: write dev "bind" => 4
        d: close dev => ok
        ls /cache =>
          a/ mode=700
            b/ mode=700
              cache/ mode=700
              graveyard/ mode=700
            file mode=600 size=0 data=none
        """);
  }
}
