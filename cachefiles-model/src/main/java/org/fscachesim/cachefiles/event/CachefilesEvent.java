package org.fscachesim.cachefiles.event;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.trace.TraceEvent;

/// The trace events of cachefiles, each in the kernel's format.
///
/// Common fields: `object` the object's number, 0 for none; `inode` and `directory` numbers of the
/// cache's filesystem, 0 for none; `error` 0 or a negative errno.
///
/// Kernel: include/trace/events/cachefiles.h
public sealed interface CachefilesEvent extends TraceEvent {
  /// What unlink and rename show for no object.
  int NO_OBJECT = -1;

  @FormatMethod
  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /// A reference count was looked at or changed.
  ///
  /// @param usage the count before the change; the count itself when it does not change
  record Reference(int object, int cookie, int usage, ObjectTrace why) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ref";
    }

    @Override
    public String text() {
      return format("c=%08x o=%08x u=%d %s", cookie, object, usage, why.text());
    }
  }

  /// A name was looked up.
  record Lookup(int object, long directory, long inode, int error) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_lookup";
    }

    @Override
    public String text() {
      return format("o=%08x dB=%x B=%x e=%d", object, directory, inode, error);
    }
  }

  /// A directory was made.
  record MakeDirectory(long directory, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_mkdir";
    }

    @Override
    public String text() {
      return format("dB=%x sB=%x", directory, inode);
    }
  }

  /// A file without a name was made.
  record Tmpfile(int object, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_tmpfile";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x", object, inode);
    }
  }

  /// A file got its name.
  record Link(int object, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_link";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x", object, inode);
    }
  }

  /// A name is about to be removed.
  record Unlink(int object, long inode, BuryReason why) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_unlink";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x w=%s", object, inode, why.text());
    }
  }

  /// A directory is about to be moved to the graveyard.
  record Rename(int object, long inode, BuryReason why) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_rename";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x w=%s", object, inode, why.text());
    }
  }

  /// The coherency record of a file was written or compared.
  ///
  /// @param content what the record says of the content
  record Coherency(int object, CoherencyTrace why, long inode, int content)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_coherency";
    }

    @Override
    public String text() {
      return format("o=%08x %s B=%x c=%d", object, why.text(), inode, content);
    }
  }

  /// The coherency record of a volume was written or compared.
  record VolumeCoherency(int volume, CoherencyTrace why, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_vol_coherency";
    }

    @Override
    public String text() {
      return format("V=%08x %s B=%x", volume, why.text(), inode);
    }
  }

  /// It was decided where a slice of a read comes from.
  ///
  /// @param subject who asked, in the form of the release
  /// @param flags the flags afterwards
  /// @param netfsInode the client's inode
  record PrepareRead(
      ReadSubject subject,
      IoSource source,
      PrepareReadTrace why,
      int flags,
      long start,
      long length,
      long netfsInode,
      long inode)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_prep_read";
    }

    @Override
    public String text() {
      return format(
          "%s %s %s f=%02x s=%x %x ni=%x B=%x",
          subject.text(),
          source.text(),
          why.text(),
          flags & 0xffff,
          start,
          length,
          netfsInode,
          inode);
    }
  }

  /// How a [PrepareRead] event names what it is about: the object, or, in kernels whose library
  /// still passed the subrequest, the request.
  sealed interface ReadSubject {
    String text();

    /// The object.
    record OfObject(int object) implements ReadSubject {
      @Override
      public String text() {
        return format("o=%08x", object);
      }
    }

    /// A slice of a request.
    record OfRequest(int request, int index) implements ReadSubject {
      @Override
      public String text() {
        return format("R=%08x[%d]", request, index);
      }
    }
  }

  /// Data is read from a cache file.
  record Read(int object, long inode, long start, long length) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_read";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x s=%x l=%x", object, inode, start, length);
    }
  }

  /// Data is written to a cache file.
  record Write(int object, long inode, long start, long length) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_write";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x s=%x l=%x", object, inode, start, length);
    }
  }

  /// The size of a cache file is about to change.
  record Truncate(int object, long inode, TruncateTrace why, long from, long to)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_trunc";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x %s l=%x->%x", object, inode, why.name(), from, to);
    }
  }

  /// An inode was marked as in use.
  record MarkActive(int object, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_mark_active";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x", object, inode);
    }
  }

  /// An inode was marked already.
  record MarkFailed(int object, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_mark_failed";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x", object, inode);
    }
  }

  /// The mark of an inode was taken off.
  record MarkInactive(int object, long inode) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_mark_inactive";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x", object, inode);
    }
  }

  /// An operation on names or attributes failed.
  record VfsError(int object, long inode, ErrorTrace where, int error) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_vfs_error";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x %s e=%d", object, inode, where.text(), error);
    }
  }

  /// An operation on data failed.
  record IoError(int object, long inode, ErrorTrace where, int error) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_io_error";
    }

    @Override
    public String text() {
      return format("o=%08x B=%x %s e=%d", object, inode, where.text(), error);
    }
  }

  /// The daemon got a descriptor.
  record OnDemandOpen(int object, int messageId, int objectId, int fd, int flags)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_open";
    }

    @Override
    public String text() {
      return format("o=%08x mid=%x oid=%x fd=%d f=%x", object, messageId, objectId, fd, flags);
    }
  }

  /// The daemon answered an OPEN with a size.
  record OnDemandCopen(int object, int messageId, long size) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_copen";
    }

    @Override
    public String text() {
      return format("o=%08x mid=%x l=%x", object, messageId, size);
    }
  }

  /// A CLOSE was made.
  record OnDemandClose(int object, int messageId, int objectId) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_close";
    }

    @Override
    public String text() {
      return format("o=%08x mid=%x oid=%x", object, messageId, objectId);
    }
  }

  /// A READ was made.
  record OnDemandRead(int object, int messageId, int objectId, long start, long length)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_read";
    }

    @Override
    public String text() {
      return format("o=%08x mid=%x oid=%x s=%x l=%x", object, messageId, objectId, start, length);
    }
  }

  /// The daemon completed a READ.
  ///
  /// @param object the one of the descriptor, which need not be that of the request
  record OnDemandCread(int object, int messageId) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_cread";
    }

    @Override
    public String text() {
      return format("o=%08x mid=%x", object, messageId);
    }
  }

  /// The daemon writes to a cache file.
  record OnDemandFdWrite(int object, long inode, long start, long length)
      implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_fd_write";
    }

    @Override
    public String text() {
      return format("o=%08x iB=%x s=%x l=%x", object, inode, start, length);
    }
  }

  /// The daemon's descriptor was closed.
  record OnDemandFdRelease(int object, int objectId) implements CachefilesEvent {
    @Override
    public String event() {
      return "cachefiles_ondemand_fd_release";
    }

    @Override
    public String text() {
      return format("o=%08x oid=%x", object, objectId);
    }
  }
}
