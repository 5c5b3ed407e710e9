package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.erofs.format.DeviceTable.Location;
import org.junit.jupiter.api.Test;

final class DeviceTableTest {
  private final DeviceTable table =
      new DeviceTable(List.of(new DeviceSlot("a", 10, 100), new DeviceSlot("b", 5, 0)), 12);

  @Test
  void aNamedDeviceKeepsTheAddress() throws ErrnoException {
    assertEquals(new Location(1, 100 * 4096), table.resolve(1, 100 * 4096));
    assertEquals(new Location(2, 0), table.resolve(2, 0));
  }

  @Test
  void anUnknownDeviceIsEnodev() {
    assertFails(Errno.ENODEV, () -> table.resolve(3, 0));
  }

  @Test
  void withoutADeviceMappedRangesDivert() throws ErrnoException {
    assertEquals(new Location(0, 100 * 4096 - 1), table.resolve(0, 100 * 4096 - 1));
    assertEquals(new Location(1, 0), table.resolve(0, 100 * 4096));
    assertEquals(new Location(1, 10 * 4096 - 1), table.resolve(0, 110 * 4096 - 1));
    assertEquals(new Location(0, 110 * 4096), table.resolve(0, 110 * 4096));
    assertEquals(new Location(0, 0), table.resolve(0, 0));
  }
}
