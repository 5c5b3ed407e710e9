package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.invariant.Checker;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.netfs.erofs.format.PageSource;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// Checks that EROFS keeps its [ErofsInvariant]s.
///
/// It knows of the blobs that are registered and of the mounts that are there or being made. It
/// looks neither at bytes nor at what the daemon is asked, which tests compare with the image and
/// with recordings.
final class ErofsInvariants implements Checker {
  private final List<Violation> violations = new ArrayList<>();
  private final Set<Blob> blobs = new LinkedHashSet<>();
  private final Kernel kernel;
  private int registrations;

  ErofsInvariants(Kernel kernel) {
    this.kernel = kernel;
  }

  /// Tells the checker of a kernel, if it has one.
  static void tell(Kernel kernel, Consumer<ErofsInvariants> what) {
    @Nullable ErofsInvariants checker = kernel.checkers().find(ErofsInvariants.class);
    if (checker != null) {
      what.accept(checker);
    }
  }

  private static void require(
      List<Violation> out, boolean holds, ErofsInvariant invariant, String what) {
    if (!holds) {
      out.add(new Violation(invariant, what));
    }
  }

  void registering() {
    registrations++;
  }

  void unregistered() {
    registrations--;
  }

  void acquired(Blob blob) {
    blobs.add(blob);
  }

  void relinquishing(Blob blob) {
    blobs.remove(blob);
  }

  /// The cache is about to be asked for a range.
  void preparing(String blob, long start, long length) {
    require(
        violations,
        start % PageSource.PAGE_SIZE == 0 && length % PageSource.PAGE_SIZE == 0,
        ErofsInvariant.WHOLE_PAGES_ARE_ASKED_FOR,
        length + " bytes at " + start + " of " + blob);
  }

  /// A page of a window that is complete is about to be unlocked.
  void complete(Folio folio, boolean failed) {
    require(
        violations,
        !failed || !folio.peekUptodate(),
        ErofsInvariant.A_WINDOW_FAILS_AS_A_WHOLE,
        "page " + folio.index());
  }

  @Override
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>(violations);
    Set<String> shared = new LinkedHashSet<>();
    for (Blob blob : blobs) {
      require(
          out,
          blob.peekCookie().peekUses() == 1,
          ErofsInvariant.BLOBS_ARE_IN_USE,
          blob + ": " + blob.peekCookie().peekUses() + " uses");
      Domain domain = blob.domain();
      require(
          out,
          domain == null || shared.add(domain.id() + ": " + blob.name()),
          ErofsInvariant.ONE_COOKIE_PER_BLOB,
          blob.toString());
    }
    long left = kernel.ledger().live(Blob.TYPE) + kernel.ledger().live(Domain.TYPE);
    require(
        out,
        registrations > 0 || left == 0,
        ErofsInvariant.NOTHING_WITHOUT_A_MOUNT,
        left + " blobs and domains");
    return out;
  }
}
