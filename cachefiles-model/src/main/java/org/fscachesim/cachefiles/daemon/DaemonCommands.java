package org.fscachesim.cachefiles.daemon;

import com.google.common.collect.ImmutableMap;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.ondemand.Copen;
import org.fscachesim.cachefiles.store.Culling;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// The commands that a daemon writes to the device, as a table.
///
/// | command | before bind | after bind |
/// |---|---|---|
/// | `frun`, `fcull`, `fstop`, `brun`, `bcull`, `bstop` | a limit in percent | accepted, without effect |
/// | `dir`, `tag`, `secctx` | once | `EEXIST`; `secctx` once |
/// | `debug` | the module's debug mask | the same |
/// | `bind` | brings the cache online | `EBUSY` |
/// | `cull`, `inuse` | `EIO` | a name in the working directory |
/// | `copen`, `restore` | `EOPNOTSUPP` | on-demand mode only |
///
/// Commands of one cache run one at a time, under its command mutex.
///
/// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_cmds)
final class DaemonCommands {
  /// One command.
  @FunctionalInterface
  private interface Command {
    void run(UserProcess process, String args) throws ErrnoException;
  }

  private static final String DEFAULT_TAG = "CacheFiles";

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final Mutex mutex;
  private final ImmutableMap<String, Command> table;
  // Guarded by `mutex`.
  private CullLimits files = CullLimits.DEFAULT;
  private CullLimits blocks = CullLimits.DEFAULT;
  private @Nullable String directory;
  private @Nullable String tag;
  private @Nullable String securityContext;

  DaemonCommands(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.mutex = new Mutex(kernel, "cachefiles.daemon");
    ImmutableMap.Builder<String, Command> commands = ImmutableMap.builder();
    commands
        .put("bind", this::bind)
        .put("brun", (_, args) -> blocks = blocks.withRun(percent(args)))
        .put("bcull", (_, args) -> blocks = blocks.withCull(percent(args)))
        .put("bstop", (_, args) -> blocks = blocks.withStop(percent(args)))
        .put("cull", this::cull)
        .put("debug", (_, args) -> cache.driver().setDebug(Numbers.mask(args)))
        .put("dir", this::directory)
        .put("frun", (_, args) -> files = files.withRun(percent(args)))
        .put("fcull", (_, args) -> files = files.withCull(percent(args)))
        .put("fstop", (_, args) -> files = files.withStop(percent(args)))
        .put("inuse", this::inUse)
        .put("secctx", this::securityContext)
        .put("tag", this::tag)
        .put("copen", this::copen);
    if (kernel.has(CachefilesBehaviour.OBJECT_STATES)) {
      commands.put("restore", (_, _) -> cache.requests().restore());
    }
    this.table = commands.buildOrThrow();
  }

  /// Runs a command.
  ///
  /// @throws ErrnoException `EOPNOTSUPP` for an unknown one, `EIO` when the cache is dead, or what
  ///   the command says
  void run(UserProcess process, CommandLine line) throws ErrnoException {
    Command command = table.get(line.word());
    if (command == null) {
      throw Errno.EOPNOTSUPP.exception();
    }
    try (Held _ = mutex.hold()) {
      if (cache.has(CacheFlag.DEAD)) {
        throw Errno.EIO.exception();
      }
      command.run(process, line.args());
    }
  }

  private static void mustNotBeEmpty(String args) throws ErrnoException {
    if (args.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long percent(String args) throws ErrnoException {
    mustNotBeEmpty(args);
    return Numbers.percent(args);
  }

  private void directory(UserProcess process, String args) throws ErrnoException {
    mustNotBeEmpty(args);
    if (directory != null) {
      throw Errno.EEXIST.exception();
    }
    directory = args;
  }

  private void tag(UserProcess process, String args) throws ErrnoException {
    mustNotBeEmpty(args);
    if (tag != null) {
      throw Errno.EEXIST.exception();
    }
    tag = args;
  }

  /// No security module is modelled, and without one the kernel has no contexts: it says so when
  /// the command comes, or, in earlier releases, when the cache is bound.
  private void securityContext(UserProcess process, String args) throws ErrnoException {
    mustNotBeEmpty(args);
    if (securityContext != null) {
      throw Errno.EINVAL.exception();
    }
    if (kernel.has(CachefilesBehaviour.SECCTX_AT_COMMAND)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    securityContext = args;
  }

  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_bind)
  private void bind(UserProcess process, String args) throws ErrnoException {
    if (directory == null) {
      throw Errno.EINVAL.exception();
    }
    if (cache.has(CacheFlag.READY)) {
      throw Errno.EBUSY.exception();
    }
    if (args.equals("ondemand")) {
      cache.flags().set(CacheFlag.ONDEMAND_MODE);
    } else if (!args.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    if (tag == null) {
      tag = DEFAULT_TAG;
    }
    if (securityContext != null) {
      throw Errno.EOPNOTSUPP.exception();
    }
    new Binding(cache).bind(process, directory, tag, files, blocks);
  }

  private void mustBeBound(String name) throws ErrnoException {
    if (name.indexOf('/') >= 0) {
      throw Errno.EINVAL.exception();
    }
    if (!cache.has(CacheFlag.READY) || cache.has(CacheFlag.DEAD)) {
      throw Errno.EIO.exception();
    }
  }

  private void cull(UserProcess process, String args) throws ErrnoException {
    mustBeBound(args);
    new Culling(cache).cull(process.workingDirectory(), args);
  }

  private void inUse(UserProcess process, String args) throws ErrnoException {
    mustBeBound(args);
    new Culling(cache).checkInUse(process.workingDirectory(), args);
  }

  private void copen(UserProcess process, String args) throws ErrnoException {
    new Copen(cache).answer(args, Numbers::unsignedLong, Numbers::signedLong);
  }
}
