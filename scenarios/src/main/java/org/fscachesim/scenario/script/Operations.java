package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.scenario.transcript.Amount;
import org.fscachesim.scenario.transcript.Content;
import org.fscachesim.scenario.transcript.OpenMode;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Reference;
import org.fscachesim.scenario.transcript.Text;
import org.jspecify.annotations.Nullable;

/// The operations of an actor, by the system calls of its process.
public final class Operations {
  private static final Outcome.Line OK = Outcome.of("ok");

  /// What `copen` writes in place of the id of a message that was never read: no id at all, which
  /// every kernel refuses without looking at a request.
  private static final String NO_ID = "-1";

  /// The recorder's actors answer with so many characters at most; a longer list of names was cut.
  private static final int MAX_RESULT = 1023;

  private static final long MAX_TRANSFER = 1L << 30;

  private final ActorNames names;
  private final ActorCalls calls;
  private final SystemCalls system;
  private final GuestFiles guest;

  /// @param names kept from one operation to the next
  public Operations(ActorNames names, ActorCalls calls, GuestFiles guest) {
    this.names = names;
    this.calls = calls;
    this.system = calls.system();
    this.guest = guest;
  }

  /// A field was asked for of a message that there is not, or that has no such field.
  private static final class NoMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoMessage() {
      super("no message", null, false, false);
    }
  }

  /// Does an operation; what came out, on one line: the errno's name of the system call that
  /// failed.
  ///
  /// @throws UnsupportedStep when it cannot be done
  public Outcome.Line run(Operation operation) {
    try {
      return dispatch(operation);
    } catch (NoMessage _) {
      return Outcome.of("?no message");
    } catch (ErrnoException e) {
      return Outcome.of(e.errno().name());
    }
  }

  private Outcome.Line dispatch(Operation operation) throws ErrnoException {
    return switch (operation) {
      case Operation.Open(String name, OpenMode mode, String path) -> {
        names.name(name, system.open(path, flags(mode)));
        yield OK;
      }
      case Operation.Close(String name) -> {
        close(names.descriptor(name));
        yield OK;
      }
      case Operation.Dup(String name, String copy) -> {
        names.name(copy, system.dup(names.descriptor(name)));
        yield OK;
      }
      case Operation.Write(String name, Text text) -> write(names.descriptor(name), text);
      case Operation.WriteFill(String name, long length, int fill) ->
          number(system.write(names.descriptor(name), filled(length, fill)));
      case Operation.Read(String name, long size, String message) -> read(name, size, message);
      case Operation.Poll(String name, long millis, boolean inputOnly) ->
          poll(names.descriptor(name), millis, inputOnly);
      case Operation.Copen(String message, Amount size, String device) ->
          copen(message, size, device);
      case Operation.Fill(String message, String via, String image) -> fill(message, via, image);
      case Operation.Cread(String message, String via) -> cread(message, via);
      case Operation.Pwrite(String name, Amount offset, Amount length, Content content) ->
          pwrite(names.descriptor(name), value(offset), value(length), content);
      case Operation.Pread(String name, Amount offset, Amount length) ->
          pread(names.descriptor(name), value(offset), value(length));
      case Operation.Lseek(String name, Amount offset, int whence) ->
          number(system.lseek(names.descriptor(name), value(offset), whence));
      case Operation.Ioctl(String name, long command, Amount argument) -> {
        int fd = names.descriptor(name);
        long known = value(argument);
        yield ok(() -> system.ioctl(fd, (int) command, known));
      }
      case Operation.Ftruncate(String name, Amount length) ->
          onFile(name, fd -> calls.ftruncate(fd, value(length)));
      case Operation.Fallocate(String name, long mode, Amount offset, Amount length) ->
          onFile(name, fd -> calls.fallocate(fd, (int) mode, value(offset), value(length)));
      case Operation.Fsync(String name) -> onFile(name, calls::fsync);
      case Operation.Mmap(String name) -> onFile(name, calls::mmap);
      case Operation.Fstat(String name) -> fstat(name);
      case Operation.Getfl(String name) -> getfl(name);
      case Operation.Link(String name) -> link(name);
      case Operation.Serve serve -> Outcome.of(new ServeLoop(names, calls, guest, serve).run());
      case Operation.Chdir(String path) -> ok(() -> system.chdir(path));
      case Operation.Mount(String type, String source, String directory, String options) ->
          ok(() -> calls.mount(type, source, directory, options));
      case Operation.Umount(String directory) -> ok(() -> calls.umount(directory));
      case Operation.Cat(String path, Amount offset, Amount length, long chunk) ->
          cat(path, offset, length, chunk);
      case Operation.Stat(String path) -> {
        FileStat stat = calls.stat(path);
        yield Outcome.of(
            "mode=%o size=%d ino=%d".formatted(stat.mode(), stat.size(), stat.inode()));
      }
      case Operation.Names(String directory) -> Outcome.of(list(directory));
      case Operation.Truncate(String path, Amount length) ->
          ok(() -> calls.truncate(path, value(length)));
      case Operation.WriteFile(String path, Amount offset, Amount length, int fill) ->
          number(write(path, value(offset), filled(value(length), fill)));
    };
  }

  private String list(String directory) throws ErrnoException {
    String all =
        calls.names(directory).stream().map(CacheTree::printable).collect(Collectors.joining(" "));
    return all.substring(0, Math.min(all.length(), MAX_RESULT));
  }

  private interface Call {
    void run() throws ErrnoException;
  }

  private static Outcome.Line ok(Call call) throws ErrnoException {
    call.run();
    return OK;
  }

  private static Outcome.Line number(long value) {
    return Outcome.of(Long.toString(value));
  }

  private static OpenFlags flags(OpenMode mode) {
    return switch (mode) {
      case READ_WRITE -> OpenFlags.READ_WRITE;
      case READ_ONLY -> OpenFlags.READ_ONLY;
      case WRITE_ONLY -> OpenFlags.WRITE_ONLY;
      case NONBLOCKING -> new OpenFlags(true, true, true);
    };
  }

  private void close(int fd) throws ErrnoException {
    names.forget(fd);
    system.close(fd);
  }

  private long value(Amount amount) {
    return switch (amount) {
      case Amount.Literal(long value) -> value;
      case Reference reference -> value(reference);
    };
  }

  private long value(Reference reference) {
    DaemonMessage message = names.message(reference.message()).orElseThrow(NoMessage::new);
    return switch (reference.field()) {
      case ID -> message.id();
      case OBJECT -> message.objectId();
      case OFF -> asRead(message).offset();
      case LEN -> asRead(message).count();
    };
  }

  private static DaemonMessage.Read asRead(DaemonMessage message) {
    if (message instanceof DaemonMessage.Read read) {
      return read;
    }
    throw new NoMessage();
  }

  /// A length that comes from a message, as one of this machine's buffers.
  static int transfer(long length) {
    if (length < 0 || length > MAX_TRANSFER) {
      throw new UnsupportedStep(
          "a transfer of " + length + " bytes: 0 to " + MAX_TRANSFER + " can be done");
    }
    return (int) length;
  }

  private static ByteBuffer filled(long length, int fill) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(transfer(length));
    while (bytes.hasRemaining()) {
      bytes.put((byte) fill);
    }
    return bytes.flip();
  }

  private Outcome.Line write(int fd, Text text) throws ErrnoException {
    StringBuilder whole = new StringBuilder();
    for (Text.Part part : text.parts()) {
      switch (part) {
        case Text.Literal(String value) -> whole.append(value);
        case Reference reference -> whole.append(value(reference));
      }
    }
    return number(system.write(fd, latin1(whole.toString())));
  }

  static ByteBuffer latin1(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Outcome.Line read(String name, long size, @Nullable String as) throws ErrnoException {
    if (as != null) {
      names.remember(as, Optional.empty());
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(size));
    int got = system.read(names.descriptor(name), buffer);
    buffer.flip();
    if (got == 0) {
      return number(0);
    }
    Optional<DaemonMessage> message = MessageText.decode(buffer);
    if (message.isEmpty()) {
      byte[] text = new byte[got];
      buffer.get(text);
      return Outcome.of(
          got + " " + MessageText.quote(new String(text, StandardCharsets.ISO_8859_1)));
    }
    if (message.get() instanceof DaemonMessage.Open open) {
      names.opened(open);
      if (as != null) {
        names.name(as + ".fd", open.fd());
      }
    }
    if (as != null) {
      names.remember(as, message);
    }
    return Outcome.of(MessageText.print(message.get()));
  }

  private Outcome.Line poll(int fd, long millis, boolean inputOnly) throws ErrnoException {
    int events = PollEvents.POLLIN | (inputOnly ? 0 : PollEvents.POLLOUT);
    int ready = system.poll(fd, events, millis);
    List<String> words = new ArrayList<>();
    addIf(ready, PollEvents.POLLIN, "in", words);
    addIf(ready, PollEvents.POLLOUT, "out", words);
    addIf(ready, PollEvents.POLLERR, "err", words);
    addIf(ready, PollEvents.POLLHUP, "hup", words);
    return Outcome.of(words.isEmpty() ? "none" : String.join("|", words));
  }

  private static void addIf(int ready, int bit, String word, List<String> words) {
    if ((ready & bit) != 0) {
      words.add(word);
    }
  }

  private Outcome.Line copen(String message, Amount size, String device) throws ErrnoException {
    int fd = names.descriptor(device);
    String id = names.message(message).map(m -> Long.toString(m.id())).orElse(NO_ID);
    return number(system.write(fd, latin1("copen " + id + "," + value(size))));
  }

  private Outcome.Line fill(String message, @Nullable String via, String image)
      throws ErrnoException {
    DaemonMessage.Read read = asRead(names.message(message).orElseThrow(NoMessage::new));
    int fd = via == null ? names.objectFile(read.objectId()).fd() : names.descriptor(via);
    ByteBuffer data = guest.read(image, read.offset(), transfer(read.count()));
    return number(system.pwrite(fd, data, read.offset()));
  }

  private Outcome.Line cread(String message, @Nullable String via) throws ErrnoException {
    DaemonMessage known = names.message(message).orElseThrow(() -> Errno.ENOENT.exception());
    int fd = via == null ? names.objectFile(known.objectId()).fd() : names.descriptor(via);
    return ok(() -> system.ioctl(fd, SystemCalls.READ_COMPLETE, known.id()));
  }

  private Outcome.Line pwrite(int fd, long offset, long length, Content content)
      throws ErrnoException {
    int bytes = transfer(length);
    ByteBuffer data =
        switch (content) {
          case Content.Fill(int value) -> filled(bytes, value);
          case Content.Image(String file) -> guest.read(file, offset, bytes);
          case Content.None() -> filled(0, 0);
        };
    return number(system.pwrite(fd, data, offset));
  }

  private Outcome.Line pread(int fd, long offset, long length) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocateDirect(transfer(length));
    system.pread(fd, into, offset);
    Checksum sum = new Checksum();
    sum.add(into.flip());
    return Outcome.of(sum.toString());
  }

  private interface FileCall {
    void run(int fd) throws ErrnoException;
  }

  private Outcome.Line onFile(String name, FileCall call) throws ErrnoException {
    call.run(names.descriptor(name));
    return OK;
  }

  private Outcome.Line fstat(String name) throws ErrnoException {
    FileStat stat = calls.fstat(names.descriptor(name));
    return Outcome.of(
        "mode=%o size=%d blocks=%d".formatted(stat.mode(), stat.size(), stat.blocks512()));
  }

  private Outcome.Line getfl(String name) throws ErrnoException {
    OpenFlags flags = calls.getfl(names.descriptor(name));
    String mode = flags.read() ? (flags.write() ? "rw" : "ro") : "wo";
    return Outcome.of("accmode=" + mode + " nonblock=" + (flags.nonblock() ? 1 : 0));
  }

  private Outcome.Line link(String name) throws ErrnoException {
    return Outcome.of(CacheTree.printable(calls.link(names.descriptor(name))));
  }

  /// Opens for writing, creating what is absent, writes and closes.
  ///
  /// @return bytes written
  private long write(String path, long offset, ByteBuffer bytes) throws ErrnoException {
    try (FileHandle file = calls.createFile(path)) {
      return file.write(offset, bytes);
    }
  }

  private Outcome.Line cat(String path, Amount offset, @Nullable Amount length, long chunk)
      throws ErrnoException {
    long bytes = length == null ? Long.MAX_VALUE : value(length);
    return Outcome.of(cat(path, value(offset), bytes, Math.toIntExact(chunk)));
  }

  /// Reads a file piece by piece: size and checksum of what was read; or the errno, with the bytes
  /// before it.
  private String cat(String path, long offset, long length, int chunk) throws ErrnoException {
    FileHandle file = calls.openFile(path);
    Checksum sum = new Checksum();
    try {
      while (sum.bytes() < length) {
        ByteBuffer into = ByteBuffer.allocateDirect((int) Math.min(chunk, length - sum.bytes()));
        if (file.read(offset + sum.bytes(), into) == 0) {
          break;
        }
        sum.add(into.flip());
      }
      return sum.toString();
    } catch (ErrnoException e) {
      return e.errno().name() + (sum.bytes() == 0 ? "" : " after " + sum.bytes());
    } finally {
      file.close();
    }
  }
}
