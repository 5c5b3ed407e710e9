package org.fscachesim.devnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.PollTable;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SimulatedSystemTest {
  /// A device whose read gives one byte when there is one.
  private static final class OneByteDevice implements FileOperations {
    private final WaitQueue queue;
    private final Shared<Boolean> ready;
    private final List<String> log;

    OneByteDevice(Kernel kernel, List<String> log) {
      this.queue = new WaitQueue(kernel, "one byte");
      this.ready = new Shared<>(kernel, "ready", false);
      this.log = log;
    }

    void put() {
      ready.set(true);
      queue.wakeAll();
    }

    @Override
    public int read(KernelFile file, UserBuffer to, Position position) throws ErrnoException {
      if (!ready.getAndSet(false)) {
        return 0;
      }
      to.copyOut(new byte[] {42});
      return 1;
    }

    @Override
    public int poll(KernelFile file, @Nullable PollTable table) {
      if (table != null) {
        table.register(queue);
      }
      return ready.get() ? PollEvents.POLLIN : 0;
    }

    @Override
    public FileStat stat(KernelFile file) {
      return new FileStat(0, 0, 0);
    }

    @Override
    public void release(KernelFile file) {
      log.add("released");
    }
  }

  /// What a test does in the main task.
  @FunctionalInterface
  private interface Body {
    void run(Kernel kernel, OneByteDevice device, UserProcess process, SystemCalls system)
        throws ErrnoException;
  }

  private final List<String> log = new ArrayList<>();

  private void inKernel(Body body) {
    SimMachine machine = new SimMachine(new FirstRunnable());
    machine.run(
        "main",
        () -> {
          Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_10), machine);
          kernel.namespace().mountStore("/", MemoryStore.create());
          OneByteDevice device = new OneByteDevice(kernel, log);
          kernel
              .namespace()
              .registerDevice("/dev/one", (_, flags) -> new KernelFile(device, "/dev/one", flags));
          UserProcess process = UserProcess.ofRoot(kernel, "p");
          Task task =
              process.start(
                  "body",
                  () -> {
                    try {
                      body.run(kernel, device, process, new SimulatedSystem(process));
                    } catch (ErrnoException e) {
                      throw new AssertionError(e);
                    }
                  });
          task.join();
        });
  }

  private static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void anUnknownDeviceIsNotThereAndLeavesNoDescriptor() {
    inKernel(
        (_, _, process, system) -> {
          assertFails(Errno.ENOENT, () -> system.open("/dev/two", OpenFlags.READ_WRITE));
          assertTrue(process.files().open().isEmpty());
        });
  }

  @Test
  void pollWaitsForTheEventAndNoLongerThanItsTime() {
    inKernel(
        (kernel, device, _, system) -> {
          int fd = system.open("/dev/one", OpenFlags.READ_ONLY);
          assertEquals(0, system.poll(fd, PollEvents.POLLIN, 250));
          assertEquals(250_000_000L, kernel.nanos());
          kernel.spawn(
              "later",
              () -> {
                kernel.sleepMillis(100);
                device.put();
              });
          assertEquals(PollEvents.POLLIN, system.poll(fd, PollEvents.POLLIN, -1));
          assertEquals(350_000_000L, kernel.nanos());
        });
  }

  @Test
  void readMovesTheBufferByWhatWasRead() {
    inKernel(
        (_, device, _, system) -> {
          int fd = system.open("/dev/one", OpenFlags.READ_ONLY);
          device.put();
          ByteBuffer buffer = ByteBuffer.allocate(8);
          assertEquals(1, system.read(fd, buffer));
          assertEquals(0, system.read(fd, buffer));
          assertEquals(1, buffer.position());
          assertEquals(42, buffer.get(0));
        });
  }

  @Test
  void theLastDescriptorReleasesTheFile() {
    inKernel(
        (_, _, _, system) -> {
          int fd = system.open("/dev/one", OpenFlags.READ_ONLY);
          int copy = system.dup(fd);
          system.close(fd);
          assertTrue(log.isEmpty());
          system.close(copy);
          assertEquals(List.of("released"), log);
          assertFails(Errno.EBADF, () -> system.close(copy));
        });
  }

  @Test
  void aKilledProcessDoesNotComeBackFromPollAndItsDescriptorsAreClosed() {
    inKernel(
        (kernel, _, _, _) -> {
          UserProcess victim = UserProcess.ofRoot(kernel, "victim");
          victim.start(
              "poll",
              () -> {
                try {
                  SystemCalls system = new SimulatedSystem(victim);
                  int fd = system.open("/dev/one", OpenFlags.READ_ONLY);
                  system.poll(fd, PollEvents.POLLIN, -1);
                  log.add("came back");
                } catch (ErrnoException e) {
                  log.add("saw " + e.errno());
                }
              });
          kernel.sleepMillis(10);
          victim.kill();
          assertEquals(List.of("released"), log);
          assertTrue(victim.isDead());
        });
  }
}
