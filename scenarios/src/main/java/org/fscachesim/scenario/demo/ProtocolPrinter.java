package org.fscachesim.scenario.demo;

import java.io.PrintWriter;
import java.util.function.IntConsumer;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.scenario.daemon.DaemonListener;

/// Prints what goes over the device, a line per message and a line per answer.
final class ProtocolPrinter implements DaemonListener {
  private final PrintWriter out;
  private final boolean quiet;
  private final IntConsumer afterAnswer;
  private int answers;

  /// @param afterAnswer told the number of answers so far
  ProtocolPrinter(PrintWriter out, boolean quiet, IntConsumer afterAnswer) {
    this.out = out;
    this.quiet = quiet;
    this.afterAnswer = afterAnswer;
  }

  @Override
  public void asked(String worker, DaemonMessage message) {
    if (quiet) {
      return;
    }
    String text =
        switch (message) {
          case DaemonMessage.Open m ->
              "OPEN  id=%d object=%d fd=%d volume=%s cookie=%s"
                  .formatted(
                      m.id(), m.objectId(), m.fd(), m.volumeKey().replace("\0", ""), m.cookieKey());
          case DaemonMessage.Read m ->
              "READ  id=%d object=%d off=%d count=%d"
                  .formatted(m.id(), m.objectId(), m.offset(), m.count());
          case DaemonMessage.Close m -> "CLOSE id=%d object=%d".formatted(m.id(), m.objectId());
        };
    line("kernel -> " + worker, text);
  }

  @Override
  public void answered(String worker, DaemonMessage message, String answer) {
    if (!quiet) {
      line(worker + " -> kernel", "      id=" + message.id() + " " + answer);
    }
    int now;
    synchronized (this) {
      now = ++answers;
    }
    afterAnswer.accept(now);
  }

  private synchronized void line(String who, String text) {
    out.printf("  %-20s %s%n", who, text);
    out.flush();
  }
}
