package org.fscachesim.netfs.erofs.format;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The extra blobs of an image, and which blob a physical address means.
///
/// Kernel: fs/erofs/data.c (erofs_map_dev)
public final class DeviceTable {
  private final List<DeviceSlot> slots;
  private final int blockBits;

  public DeviceTable(List<DeviceSlot> slots, int blockBits) {
    this.slots = List.copyOf(slots);
    this.blockBits = blockBits;
  }

  /// In table order.
  public List<DeviceSlot> slots() {
    return slots;
  }

  /// A byte of a blob.
  ///
  /// @param blob 0 for the primary, k for slot k-1
  /// @param offset bytes from its start
  public record Location(int blob, long offset) {}

  /// Resolves an address.
  ///
  /// @param deviceId what the chunk names: 0 for none, else slot + 1
  /// @param address bytes
  /// @throws ErrnoException `ENODEV` no such slot
  public Location resolve(int deviceId, long address) throws ErrnoException {
    if (deviceId > 0) {
      if (deviceId > slots.size()) {
        throw Errno.ENODEV.exception();
      }
      return new Location(deviceId, address);
    }
    for (int i = 0; i < slots.size(); i++) {
      DeviceSlot slot = slots.get(i);
      long start = slot.mappedBlock() << blockBits;
      long length = slot.blocks() << blockBits;
      if (slot.mappedBlock() != 0 && address >= start && address - start < length) {
        return new Location(i + 1, address - start);
      }
    }
    return new Location(0, address);
  }
}
