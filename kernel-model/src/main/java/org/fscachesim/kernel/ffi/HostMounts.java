package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.fscachesim.kernel.ErrnoException;

/// The host's calls that mount and unmount filesystems; they need root.
public final class HostMounts {
  private static final long MS_RDONLY = 1;
  private static final long MS_REMOUNT = 32;
  private static final int MNT_DETACH = 2;

  private static final MethodHandle MOUNT =
      NativeCall.bind(
          "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle UMOUNT2 =
      NativeCall.bind("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SYNC = NativeCall.bind("sync", FunctionDescriptor.ofVoid());

  private HostMounts() {}

  /// mount(2) without flags. Made once: a mount that a signal interrupts is not tried again.
  ///
  /// @param options the filesystem's own, separated by commas
  public static void mount(String type, String source, String directory, String options)
      throws ErrnoException {
    mount(source, directory, type, 0, options);
  }

  /// mount(2) of what is mounted already, read-only or not; its other options stay.
  public static void remount(String directory, boolean readOnly) throws ErrnoException {
    mount("", directory, "", MS_REMOUNT | (readOnly ? MS_RDONLY : 0), "");
  }

  private static void mount(
      String source, String directory, String type, long flags, String options)
      throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      MemorySegment from = call.string(source);
      MemorySegment to = call.string(directory);
      MemorySegment kind = call.string(type);
      MemorySegment data = call.string(options);
      call.check((int) MOUNT.invokeExact(call.state(), from, to, kind, flags, data));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// umount2(2) without flags.
  public static void umount(String directory) throws ErrnoException {
    umount(directory, 0);
  }

  /// umount2(2) with MNT_DETACH: the filesystem leaves the tree of names at once, and goes when
  /// nobody uses it any more.
  public static void detach(String directory) throws ErrnoException {
    umount(directory, MNT_DETACH);
  }

  private static void umount(String directory, int flags) throws ErrnoException {
    try (NativeCall call = new NativeCall()) {
      call.check((int) UMOUNT2.invokeExact(call.state(), call.string(directory), flags));
    } catch (Throwable e) {
      throw NativeCall.failure(e);
    }
  }

  /// sync(2): all filesystems.
  public static void sync() {
    try (NativeCall call = new NativeCall()) {
      SYNC.invokeExact(call.state());
    } catch (Throwable e) {
      throw new IllegalStateException("sync", e);
    }
  }
}
