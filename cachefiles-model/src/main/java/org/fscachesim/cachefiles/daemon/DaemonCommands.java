package org.fscachesim.cachefiles.daemon;

import com.google.common.collect.ImmutableMap;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.store.Culling;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.UserProcess;

/// The commands by name. Each runs with the command mutex held, and the cache alive.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_cmds)
final class DaemonCommands {
  /// One command.
  @FunctionalInterface
  interface Command {
    /// @param args what follows the word, white space at its end included
    void run(CachefilesCache cache, String args) throws ErrnoException;
  }

  private static final ImmutableMap<String, Command> TABLE =
      ImmutableMap.<String, Command>builder()
          .put("bind", Bind::run)
          .put("brun", blocks(CullLimits::withRun))
          .put("bcull", blocks(CullLimits::withCull))
          .put("bstop", blocks(CullLimits::withStop))
          .put("copen", DaemonCommands::copen)
          .put("cull", inWorkingDirectory(Culling::cull))
          .put("debug", (cache, args) -> cache.driver().setDebugMask(Numbers.mask(args)))
          .put("dir", (cache, args) -> cache.settings().setDirectory(notEmpty(args)))
          .put("frun", files(CullLimits::withRun))
          .put("fcull", files(CullLimits::withCull))
          .put("fstop", files(CullLimits::withStop))
          .put("inuse", inWorkingDirectory(Culling::checkInUse))
          .put("restore", DaemonCommands::restore)
          .put("secctx", DaemonCommands::secctx)
          .put("tag", (cache, args) -> cache.settings().setTag(notEmpty(args)))
          .buildOrThrow();

  private DaemonCommands() {}

  /// The command of that name.
  ///
  /// @throws ErrnoException `EOPNOTSUPP` when there is none
  static Command find(CachefilesCache cache, String word) throws ErrnoException {
    Command command = TABLE.get(word);
    if (command == null
        || word.equals("restore") && !cache.machine().has(CachefilesFix.RESTORE_INFLIGHT)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    return command;
  }

  private static String notEmpty(String args) throws ErrnoException {
    if (args.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return args;
  }

  /// Sets one of three limits to a percentage.
  @FunctionalInterface
  private interface Setter {
    CullLimits set(CullLimits limits, long percent) throws ErrnoException;
  }

  private static Command files(Setter setter) {
    return (cache, args) -> {
      BindSettings settings = cache.settings();
      settings.setFiles(setter.set(settings.files(), Numbers.percent(notEmpty(args))));
    };
  }

  private static Command blocks(Setter setter) {
    return (cache, args) -> {
      BindSettings settings = cache.settings();
      settings.setBlocks(setter.set(settings.blocks(), Numbers.percent(notEmpty(args))));
    };
  }

  /// Kernels that look at the context at once say at once that there is nobody to understand it: no
  /// security module is modelled. The others find out in bind.
  private static void secctx(CachefilesCache cache, String args) throws ErrnoException {
    BindSettings settings = cache.settings();
    notEmpty(args);
    if (settings.securityContext() != null) {
      throw Errno.EINVAL.exception();
    }
    if (cache.machine().has(CachefilesFix.SECCTX_PARSED_AT_ONCE)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    settings.setSecurityContext(args);
  }

  /// Does something about a name in the working directory of whoever writes the command.
  @FunctionalInterface
  private interface Question {
    void ask(CachefilesCache cache, Location where, String name) throws ErrnoException;
  }

  private static Command inWorkingDirectory(Question question) {
    return (cache, args) -> {
      if (args.contains("/")) {
        throw Errno.EINVAL.exception();
      }
      if (!cache.flags().test(CacheFlag.READY) || cache.isDead()) {
        throw Errno.EIO.exception();
      }
      Location where = UserProcess.current(cache.machine()).workingDirectory();
      if (!where.inode().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      question.ask(cache, where, args);
    };
  }

  /// `copen <id>,<size>`. A bad id leaves everything alone; a bad size fails the OPEN.
  private static void copen(CachefilesCache cache, String args) throws ErrnoException {
    if (!cache.isOnDemand()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    int comma = args.indexOf(',');
    if (comma < 0) {
      throw Errno.EINVAL.exception();
    }
    long id = Numbers.unsignedLong(args.substring(0, comma));
    String size = args.substring(comma + 1);
    cache.requests().answers().completeOpen(id, () -> Numbers.signedLong(size));
  }

  private static void restore(CachefilesCache cache, String args) throws ErrnoException {
    if (!cache.isOnDemand()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    cache.requests().restore();
  }
}
