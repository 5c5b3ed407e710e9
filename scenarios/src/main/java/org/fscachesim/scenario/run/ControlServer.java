package org.fscachesim.scenario.run;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Listens on a UNIX socket for commands to a run, each on a connection of its own.
///
/// ```
/// request    words, each ended by a zero byte; an empty word ends them
/// answer     lengths and pieces of what is to be printed, until a length of 0; then the exit code
/// ```
///
/// Numbers have four bytes, the highest first. To a request whose first word is `--progress` there
/// may be lines among the pieces that say how far it is: behind their length, which is negated.
public final class ControlServer implements AutoCloseable {
  /// The first word of a request whose sender wants to know how far it is.
  static final String PROGRESS = "--progress";

  private static final int LONGEST_REQUEST = 1 << 16;

  /// How long those that are being answered at the end may still take, together.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Path path;
  private final ServerSocketChannel server;
  private final Controls controls;
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  /// @param path of the socket, in a directory that only this user can enter
  public ControlServer(Path path, Controls controls) throws IOException {
    this.path = path;
    this.controls = controls;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofVirtual().name("control").start(this::listen);
  }

  private void listen() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread thread = Thread.ofVirtual().name("control client").unstarted(() -> serve(client));
        serving.add(thread);
        thread.start();
      }
    } catch (ClosedChannelException e) {
      // The run is over.
    } catch (IOException e) {
      // Nobody can be told any more: the run goes on without controls.
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client));
      List<String> words = words(Channels.newInputStream(client));
      Pieces pieces = new Pieces(out);
      int code =
          !words.isEmpty() && words.getFirst().equals(PROGRESS)
              ? controls.execute(words.subList(1, words.size()), pieces, pieces::progress)
              : controls.execute(words, pieces);
      number(out, 0);
      number(out, code);
      out.flush();
    } catch (IOException e) {
      // The client has gone, which harms nobody else.
    } finally {
      serving.remove(Thread.currentThread());
    }
  }

  private static List<String> words(InputStream in) throws IOException {
    List<String> words = new ArrayList<>();
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (int i = 0; i < LONGEST_REQUEST; i++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("a request that does not end");
      }
      if (next != 0) {
        word.write(next);
      } else if (word.size() == 0) {
        return words;
      } else {
        words.add(word.toString(StandardCharsets.UTF_8));
        word.reset();
      }
    }
    throw new IOException("a request that is too long");
  }

  static void number(OutputStream out, int value) throws IOException {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }

  /// Output in pieces, each behind its length. Several threads may write.
  private static final class Pieces extends OutputStream {
    private final OutputStream out;

    Pieces(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
      if (length > 0) {
        number(out, length);
        out.write(bytes, from, length);
      }
    }

    /// A line that is no output.
    synchronized void progress(String line) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      try {
        number(out, -bytes.length);
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public synchronized void flush() throws IOException {
      out.flush();
    }
  }

  /// Takes no more commands. Whoever has given one gets its answer: the end of the run may be what
  /// he asked for.
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    long until = System.nanoTime() + FAREWELL.toNanos();
    try {
      for (Thread thread : List.copyOf(serving)) {
        boolean _ = thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
