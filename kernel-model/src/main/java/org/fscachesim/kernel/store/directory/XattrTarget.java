package org.fscachesim.kernel.store.directory;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostXattrs;
import org.jspecify.annotations.Nullable;

/// An inode whose extended attributes are worked on: through its descriptor where it has one, else
/// through its name in the directory's descriptor.
final class XattrTarget implements AutoCloseable {
  private final DescriptorLease lease;
  private final @Nullable String path;

  private XattrTarget(DescriptorLease lease, @Nullable String path) {
    this.lease = lease;
    this.path = path;
  }

  static XattrTarget of(Descriptors descriptors, HostInode inode) throws ErrnoException {
    if (inode.isRegular() || inode.isDirectory()) {
      return new XattrTarget(descriptors.lease(inode), null);
    }
    descriptors.stat(inode); // it must be in its place
    DescriptorLease parent = descriptors.leaseParent(inode);
    return new XattrTarget(parent, HostProbe.descriptorPath(parent.fd()) + "/" + inode.name());
  }

  byte[] get(String name, int maxLength) throws ErrnoException {
    return path == null
        ? HostXattrs.fgetxattr(lease.fd(), name, maxLength)
        : HostXattrs.lgetxattr(path, name, maxLength);
  }

  void set(String name, byte[] value) throws ErrnoException {
    if (path == null) {
      HostXattrs.fsetxattr(lease.fd(), name, value);
    } else {
      HostXattrs.lsetxattr(path, name, value);
    }
  }

  void remove(String name) throws ErrnoException {
    if (path == null) {
      HostXattrs.fremovexattr(lease.fd(), name);
    } else {
      HostXattrs.lremovexattr(path, name);
    }
  }

  List<String> list() throws ErrnoException {
    return path == null ? HostXattrs.flistxattr(lease.fd()) : HostXattrs.llistxattr(path);
  }

  @Override
  public void close() {
    lease.close();
  }
}
