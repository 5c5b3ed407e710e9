package org.fscachesim.scenario.run;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The other end of a [ControlServer].
public final class ControlClient {
  private ControlClient() {}

  /// Has a run do something.
  ///
  /// @param out gets what it prints
  /// @return the exit code
  /// @throws IOException when nobody listens there, or the run ends before its answer
  public static int send(Path socket, List<String> words, OutputStream out) throws IOException {
    return exchange(socket, words, out, _ -> {});
  }

  /// As the other one.
  ///
  /// @param progress when it takes long, gets a line a second that says how far it is
  public static int send(
      Path socket, List<String> words, OutputStream out, Consumer<String> progress)
      throws IOException {
    List<String> request = new ArrayList<>(words);
    request.addFirst(ControlServer.PROGRESS);
    return exchange(socket, request, out, progress);
  }

  private static int exchange(
      Path socket, List<String> words, OutputStream out, Consumer<String> progress)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      StringBuilder request = new StringBuilder();
      words.forEach(word -> request.append(word).append('\0'));
      request.append('\0');
      ByteBuffer bytes = ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      for (int length = in.readInt(); length != 0; length = in.readInt()) {
        if (length > 0) {
          out.write(in.readNBytes(length));
        } else {
          progress.accept(new String(in.readNBytes(-length), StandardCharsets.UTF_8));
        }
      }
      out.flush();
      return in.readInt();
    }
  }
}
