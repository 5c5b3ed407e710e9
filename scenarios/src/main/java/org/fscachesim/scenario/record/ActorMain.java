package org.fscachesim.scenario.record;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostSockets;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.scenario.script.ActorNames;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.Operations;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Step;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;

/// The main class of an actor's process: does what its standard input says, see [Wire].
///
/// One thread does the operations; another reads orders, so that the end of the input ends the
/// process even while a call is stuck in the kernel, and so that a descriptor can be passed on
/// meanwhile.
final class ActorMain {
  private static final int UMASK = 022;

  private final PrintStream out;
  private final int socket;
  private final ActorNames names = new ActorNames();
  private final Operations operations;

  private ActorMain(PrintStream out, int socket, GuestFiles guest) {
    this.out = out;
    this.socket = socket;
    this.operations = new Operations(names, new ProcessCalls(), guest);
  }

  /// @param args directory of the images, directory of the server's files, where to listen for
  ///   descriptors
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, Wire.BYTES);
    int socket;
    try {
      socket = HostSockets.listen(args[2]);
    } catch (ErrnoException e) {
      out.println(new Wire.Line(Wire.FAILED, "listening at " + args[2] + ": " + e.getMessage()));
      return;
    }
    // Whatever the user's is, modes come out the same.
    LibC.umask(UMASK);
    GuestFiles guest = new GuestFiles(Path.of(args[0]), Path.of(args[1]));
    new ActorMain(out, socket, guest).serve(new InputStreamReader(System.in, Wire.BYTES));
    // Threads that are stuck in the kernel must not hold the process.
    Runtime.getRuntime().halt(0);
  }

  private void serve(InputStreamReader in) throws IOException {
    say(Wire.READY, "");
    BufferedReader orders = new BufferedReader(in);
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Wire.Line order = Wire.Line.parse(line);
      switch (order.word()) {
        case Wire.DO -> start(order.rest());
        case Wire.GIVE -> say(Wire.GAVE, give(Wire.Line.parse(order.rest())));
        case Wire.TAKE -> say(Wire.TOOK, take(order.rest()));
        default -> say(Wire.FAILED, "no such order: " + line);
      }
    }
  }

  private void say(String word, String rest) {
    out.println(new Wire.Line(word, rest));
  }

  private void start(String step) {
    try {
      if (Step.parse(step) instanceof ActorStep(_, _, Operation operation)) {
        Thread.ofPlatform().name("operation").start(() -> run(operation));
        return;
      }
      say(Wire.FAILED, "not an operation of an actor: " + step);
    } catch (TranscriptSyntaxException e) {
      say(Wire.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void run(Operation operation) {
    String outcome;
    try {
      outcome = operations.run(operation).text();
    } catch (RuntimeException | Error e) {
      say(Wire.FAILED, String.valueOf(e.getMessage()));
      return;
    }
    say(Wire.DONE, outcome);
  }

  private String give(Wire.Line nameAndPath) {
    try {
      HostSockets.send(nameAndPath.rest(), names.descriptor(nameAndPath.word()));
      return Wire.OK;
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  private String take(String name) {
    try {
      names.name(name, HostSockets.receive(socket));
      return Wire.OK;
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }
}
