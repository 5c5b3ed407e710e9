package org.fscachesim.kernel.store.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.task.Operation.Access;
import org.fscachesim.kernel.task.RaceDetector;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// What every store has: its traits, injected errors, and a superblock that can become read-only.
public abstract class AbstractStore implements BackingStore {
  /// Longest target of a symbolic link, in bytes.
  private static final int TARGET_MAX = 4095;

  private static final Held NEVER_FROZEN = () -> {};

  private final StoreTraits traits;
  private final Injections injections = new Injections();
  private final AtomicInteger openFiles = new AtomicInteger();
  private final Resource superblock = new Superblock();
  private volatile boolean readOnly;
  private volatile @Nullable Kernel kernel;

  /// What all operations look at: whether the store may be changed, and what shall fail.
  private static final class Superblock implements RaceDetector.Unordered {
    @Override
    public String label() {
      return "superblock";
    }

    @Override
    public String describe() {
      return label();
    }
  }

  protected AbstractStore(StoreTraits traits) {
    this.traits = traits;
  }

  @Override
  public final StoreTraits traits() {
    return traits;
  }

  @Override
  public final void mountedIn(Kernel kernel) {
    this.kernel = kernel;
  }

  private void touch(Access access) {
    touch(superblock, access);
  }

  /// Tells whoever has it mounted what the operation under way looks at or changes.
  protected final void touch(Resource resource, Access access) {
    Kernel kernel = this.kernel;
    if (kernel != null) {
      kernel.machine().touch(resource, access);
    }
  }

  @Override
  public final boolean isReadOnly() {
    touch(Access.READ);
    return readOnly;
  }

  @Override
  public void remount(boolean readOnly) throws ErrnoException {
    if (readOnly && !this.readOnly && openFiles.get() > 0) {
      throw Errno.EBUSY.exception();
    }
    touch(Access.WRITE);
    this.readOnly = readOnly;
  }

  @Override
  public final void turnReadOnly() {
    touch(Access.WRITE);
    readOnly = true;
  }

  @Override
  public Freezer freezer(Kernel kernel) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /// Where nothing can be frozen, everybody may write.
  @Override
  public Held startWrite() {
    return NEVER_FROZEN;
  }

  /// To be called when a file was opened.
  protected final void fileOpened() {
    openFiles.incrementAndGet();
  }

  /// To be called when an open file was closed.
  protected final void fileClosed() {
    openFiles.decrementAndGet();
  }

  @Override
  public final void inject(StoreOperation operation, Errno errno, int times) {
    touch(Access.WRITE);
    injections.arm(operation, errno, times);
  }

  /// To be called first by each operation: fails when it is armed to.
  public final void begin(StoreOperation operation) throws ErrnoException {
    @Nullable Errno injected = injections.take(operation);
    touch(injected == null ? Access.READ : Access.WRITE);
    if (injected != null) {
      throw injected.exception();
    }
  }

  /// EROFS while the superblock is read-only.
  public final void checkWritable() throws ErrnoException {
    touch(Access.READ);
    if (readOnly) {
      throw Errno.EROFS.exception();
    }
  }

  /// EPERM where directories cannot be changed.
  protected final void checkChangeable() throws ErrnoException {
    if (!traits.supportsDirectories()) {
      throw Errno.EPERM.exception();
    }
  }

  /// Passes the target of a new symbolic link.
  protected static void checkTarget(String target) throws ErrnoException {
    if (Names.bytes(target).length > TARGET_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    if (target.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (target.indexOf('\0') >= 0) {
      throw Errno.EINVAL.exception();
    }
  }

  /// Passes permission bits; others are an error of the program.
  protected static void checkMode(int mode) {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException(
          "mode 0%o must be permission bits only, 0 to 07777".formatted(mode));
    }
  }

  /// EOPNOTSUPP where there are no extended attributes, and what [Names#checkXattr] finds.
  protected final void checkXattr(String name) throws ErrnoException {
    if (!traits.supportsXattr()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    Names.checkXattr(name);
  }
}
