package org.fscachesim.devnode.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Processor;
import org.fscachesim.devnode.seccomp.ReadySet;
import org.fscachesim.kernel.ffi.LibC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a poller of the device sees, for all changes of what the device says.
final class DeviceSocketTest {
  private static final int BOTH = HostCalls.POLLIN | HostCalls.POLLOUT;
  private static final int[] STATES = {0, HostCalls.POLLIN, HostCalls.POLLOUT, BOTH};

  private final HostCalls host = new HostCalls();
  private DeviceSocket socket;

  @BeforeEach
  void make() throws Exception {
    assumeTrue(Processor.current().isPresent(), "no system calls are known of this processor");
    socket = new DeviceSocket();
  }

  @AfterEach
  void close() {
    socket.close();
  }

  private Integer lend() {
    try {
      return host.copyDescriptor((int) ProcessHandle.current().pid(), socket.theirs());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void show(int events, boolean again) {
    socket.show(() -> events, again, this::lend);
  }

  @Test
  void readableAndWritableComeAndGoWithoutEachOther() throws Exception {
    for (int again = 0; again < 2; again++) {
      for (int before : STATES) {
        for (int after : STATES) {
          show(before, again == 1);
          assertEquals(before, host.events(socket.theirs()));
          show(after, again == 1);
          assertEquals(after, host.events(socket.theirs()), before + " to " + after);
        }
      }
    }
  }

  @Test
  void epollSeesEachAlone() throws Exception {
    try (ReadySet readable = new ReadySet();
        ReadySet writable = new ReadySet()) {
      readable.add(socket.theirs(), HostCalls.POLLIN, 1);
      writable.add(socket.theirs(), HostCalls.POLLOUT, 1);
      for (int state : new int[] {0, BOTH, HostCalls.POLLOUT, HostCalls.POLLIN, 0}) {
        show(state, true);
        assertEquals((state & HostCalls.POLLIN) != 0 ? 1 : 0, readable.ready());
        assertEquals((state & HostCalls.POLLOUT) != 0 ? 1 : 0, writable.ready());
      }
    }
  }

  @Test
  void edgeTriggeredPollersHearOfEachEventOnce() throws Exception {
    try (ReadySet edges = new ReadySet()) {
      edges.add(socket.theirs(), HostCalls.POLLIN | HostCalls.POLLOUT | EDGE, 1);
      show(HostCalls.POLLIN, true);
      assertEquals(1, edges.ready());
      assertEquals(0, edges.ready());
      show(HostCalls.POLLIN, true);
      assertEquals(1, edges.ready(), "one more event, though it was readable");
      assertEquals(0, edges.ready());
      show(BOTH, true);
      assertEquals(1, edges.ready(), "writable, too");
      show(0, true);
      int _ = edges.ready();
      show(HostCalls.POLLOUT, true);
      assertEquals(1, edges.ready(), "writable again");
    }
  }

  private static final int EDGE = 1 << 31;

  @Test
  void theSocketIsKnownAtANumberAndNotWhenAnotherFileHasIt() throws Exception {
    int self = (int) ProcessHandle.current().pid();
    Integer copy = lend();
    assumeTrue(socket.isAt(host, self, socket.theirs()), "the host compares no descriptors");
    assertTrue(socket.isAt(host, self, copy));
    LibC.close(copy);
    assertFalse(socket.isAt(host, self, copy));
    try (ReadySet other = new ReadySet()) {
      assertFalse(socket.isAt(host, self, other.fd()));
    }
  }
}
