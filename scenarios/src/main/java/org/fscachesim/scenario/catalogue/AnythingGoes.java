package org.fscachesim.scenario.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.World;

/// Daemons, one after the other, and applications at the same time, each do a drawn row of drawn
/// things: what makes sense, and what does not.
///
/// Any call may fail, but a read that succeeds has the image's bytes, every call returns, and
/// nothing is left. The daemons know no other bytes than the image's, whatever they do with them.
public final class AnythingGoes implements Scenario {
  /// What the daemons serve, under every name.
  static final String IMAGE = "plain.img";

  /// What images are called: one by itself, and two in a domain.
  static final List<String> OPTIONS = List.of("fsid=a", "fsid=b,domain_id=d", "fsid=c,domain_id=d");

  private static final int DAEMONS = 3;
  private static final int APPLICATIONS = 2;

  @Override
  public String name() {
    return "anything-goes";
  }

  @Override
  public String about() {
    return "Daemons and applications do drawn things, sensible or not, in any order.";
  }

  @Override
  public void run(World world) {
    byte[] image = BundledImages.bytes(IMAGE);
    Task daemons =
        world
            .kernel()
            .spawn("daemons", () -> serve(world, image, 1 + draw(world, "daemons", DAEMONS)));
    List<Task> applications = new ArrayList<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      RestlessApplication application = new RestlessApplication(world, i);
      applications.add(application.start());
    }
    daemons.join();
    applications.forEach(Task::join);
  }

  private static void serve(World world, byte[] image, int lives) {
    for (int life = 0; life < lives; life++) {
      UserProcess process = world.process("daemon");
      new HostileDaemon(world, process, image).live();
      process.kill();
    }
  }

  static int draw(World world, String question, int n) {
    Machine machine = world.kernel().machine();
    return machine.choose(question, n);
  }
}
