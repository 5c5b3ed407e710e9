package org.fscachesim.scenario.transcript;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.store.Whence;
import org.jspecify.annotations.Nullable;

/// The operations of actors: a table of words, forms and parsers.
final class OperationParser {
  private OperationParser() {}

  private interface Form {
    Operation parse(Arguments args) throws TranscriptSyntaxException;
  }

  private record Entry(String usage, Form form) {}

  private static final Map<String, Entry> FORMS = new TreeMap<>();

  private static void form(String usage, Form form) {
    int blank = usage.indexOf(' ');
    FORMS.put(usage.substring(0, blank), new Entry(usage, form));
  }

  static {
    form("open NAME [ro|wo|nonblock] [PATH]", OperationParser::open);
    form("close NAME", a -> new Operation.Close(a.name("NAME")));
    form("dup NAME NEW", a -> new Operation.Dup(a.name("NAME"), a.name("NEW")));
    form("write NAME \"TEXT\" | write NAME len=N fill=HH", OperationParser::write);
    form("read NAME [size=N] [as MESSAGE]", OperationParser::read);
    form(
        "poll NAME MILLISECONDS [in]",
        a -> new Operation.Poll(a.name("NAME"), a.millis("MILLISECONDS"), a.takeIf("in")));
    form(
        "copen MESSAGE SIZE DEVICE",
        a -> new Operation.Copen(a.name("MESSAGE"), a.amount("SIZE"), a.name("DEVICE")));
    form("fill MESSAGE [via=NAME] image=FILE", OperationParser::fill);
    form("cread MESSAGE [via=NAME]", a -> new Operation.Cread(a.name("MESSAGE"), option(a, "via")));
    form("pwrite NAME OFFSET LENGTH fill=HH|image=FILE", OperationParser::pwrite);
    form(
        "pread NAME OFFSET LENGTH",
        a -> new Operation.Pread(a.name("NAME"), a.amount("OFFSET"), a.transfer("LENGTH")));
    form(
        "lseek NAME OFFSET SET|CUR|END|DATA|HOLE|NUMBER",
        a -> new Operation.Lseek(a.name("NAME"), a.amount("OFFSET"), whence(a)));
    form(
        "ioctl NAME READ_COMPLETE|NUMBER ARGUMENT",
        a -> new Operation.Ioctl(a.name("NAME"), command(a), a.amount("ARGUMENT")));
    form("ftruncate NAME LENGTH", a -> new Operation.Ftruncate(a.name("NAME"), a.amount("LENGTH")));
    form(
        "fallocate NAME MODE OFFSET LENGTH",
        a ->
            new Operation.Fallocate(
                a.name("NAME"),
                a.number("MODE", 0, Integer.MAX_VALUE),
                a.amount("OFFSET"),
                a.amount("LENGTH")));
    form("fsync NAME", a -> new Operation.Fsync(a.name("NAME")));
    form("mmap NAME", a -> new Operation.Mmap(a.name("NAME")));
    form("fstat NAME", a -> new Operation.Fstat(a.name("NAME")));
    form("getfl NAME", a -> new Operation.Getfl(a.name("NAME")));
    form("link NAME", a -> new Operation.Link(a.name("NAME")));
    form("serve DEVICE dir=DIRECTORY|image=FILE [idle=MS] [count=N]", OperationParser::serve);
    form("chdir PATH", a -> new Operation.Chdir(a.path("PATH")));
    form(
        "mount TYPE SOURCE DIRECTORY OPTIONS",
        a ->
            new Operation.Mount(
                a.string("TYPE"),
                a.string("SOURCE"),
                a.path("DIRECTORY"),
                a.string("OPTIONS (\"\" when there are none)")));
    form("umount DIRECTORY", a -> new Operation.Umount(a.path("DIRECTORY")));
    form("cat PATH [OFFSET LENGTH] [chunk=N]", OperationParser::cat);
    form("stat PATH", a -> new Operation.Stat(a.path("PATH")));
    form("names DIRECTORY", a -> new Operation.Names(a.path("DIRECTORY")));
    form("truncate PATH LENGTH", a -> new Operation.Truncate(a.path("PATH"), a.amount("LENGTH")));
    form(
        "writefile PATH OFFSET LENGTH fill=HH",
        a ->
            new Operation.WriteFile(
                a.path("PATH"), a.amount("OFFSET"), a.transfer("LENGTH"), fillByte(a)));
  }

  /// The operation that these words are.
  static Operation parse(Place place, List<Word> words) throws TranscriptSyntaxException {
    String expected = "an operation: " + String.join(", ", FORMS.keySet());
    if (words.isEmpty()) {
      throw place.missing(expected);
    }
    Word first = words.getFirst();
    Entry entry = FORMS.get(first.spelling());
    if (entry == null) {
      throw place.error(first.spelling(), expected);
    }
    Arguments args = new Arguments(place, words.subList(1, words.size()), entry.usage);
    Operation operation = entry.form.parse(args);
    args.end();
    return operation;
  }

  private static Operation open(Arguments a) throws TranscriptSyntaxException {
    String name = a.name("NAME");
    OpenMode mode = OpenMode.READ_WRITE;
    for (OpenMode candidate : OpenMode.values()) {
      if (candidate != OpenMode.READ_WRITE && a.takeIf(candidate.word())) {
        mode = candidate;
        break;
      }
    }
    String path = Operation.Open.DEVICE;
    if (a.hasNext()) {
      Word word = a.take("PATH");
      path = a.literal(word);
      if (!path.startsWith("/")) {
        throw a.unexpected(word, "ro, wo, nonblock or an absolute path");
      }
    }
    return new Operation.Open(name, mode, path);
  }

  private static Operation write(Arguments a) throws TranscriptSyntaxException {
    String name = a.name("NAME");
    Word length = a.takeOption("len");
    if (length != null) {
      return new Operation.WriteFill(
          name, a.number(length, "len=N", 0, Arguments.MAX_TRANSFER), fillByte(a));
    }
    return new Operation.Write(name, a.text("\"TEXT\" or len=N fill=HH"));
  }

  private static Operation read(Arguments a) throws TranscriptSyntaxException {
    String name = a.name("NAME");
    Word size = a.takeOption("size");
    long bytes =
        size == null ? Operation.Read.SIZE : a.number(size, "size=N", 0, Arguments.MAX_TRANSFER);
    String message = a.takeIf("as") ? a.name("MESSAGE") : null;
    return new Operation.Read(name, bytes, message);
  }

  private static Operation fill(Arguments a) throws TranscriptSyntaxException {
    String message = a.name("MESSAGE");
    String via = option(a, "via");
    return new Operation.Fill(message, via, requiredOption(a, "image", "image=FILE"));
  }

  private static Operation pwrite(Arguments a) throws TranscriptSyntaxException {
    String name = a.name("NAME");
    Amount offset = a.amount("OFFSET");
    Amount length = a.transfer("LENGTH");
    String image = option(a, "image");
    Content content;
    if (image != null) {
      content = new Content.Image(image);
    } else if (!a.hasNext() && length.equals(Amount.of(0))) {
      content = new Content.None();
    } else {
      content = new Content.Fill(fillByte(a));
    }
    return new Operation.Pwrite(name, offset, length, content);
  }

  private static Operation serve(Arguments a) throws TranscriptSyntaxException {
    String device = a.name("DEVICE");
    String directory = option(a, "dir");
    ServeSource source =
        directory != null
            ? new ServeSource.Directory(directory)
            : new ServeSource.Image(requiredOption(a, "image", "dir=DIRECTORY or image=FILE"));
    Word idle = a.takeOption("idle");
    long idleMillis =
        idle == null
            ? Operation.Serve.IDLE_MILLIS
            : a.number(idle, "idle=MS", 0, Arguments.MAX_MILLIS);
    Word count = a.takeOption("count");
    Long messages = count == null ? null : a.number(count, "count=N", 1, Long.MAX_VALUE);
    return new Operation.Serve(device, source, idleMillis, messages);
  }

  private static Operation cat(Arguments a) throws TranscriptSyntaxException {
    String path = a.path("PATH");
    Word chunk = a.takeOption("chunk");
    Amount offset = Amount.of(0);
    Amount length = null;
    if (a.hasNext()) {
      offset = a.amount("OFFSET or chunk=N");
      length = a.amount("LENGTH");
    }
    long bytes =
        chunk == null ? Operation.Cat.CHUNK : a.number(chunk, "chunk=N", 1, Arguments.MAX_TRANSFER);
    return new Operation.Cat(path, offset, length, bytes);
  }

  private static int whence(Arguments a) throws TranscriptSyntaxException {
    for (Whence whence : Whence.values()) {
      if (a.takeIf(whence.name())) {
        return whence.code();
      }
    }
    return (int)
        a.number("SET, CUR, END, DATA, HOLE or a number", Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long command(Arguments a) throws TranscriptSyntaxException {
    return a.takeIf("READ_COMPLETE")
        ? Operation.Ioctl.READ_COMPLETE
        : a.number("READ_COMPLETE or a number", 0, 0xffff_ffffL);
  }

  private static int fillByte(Arguments a) throws TranscriptSyntaxException {
    Word fill = a.takeOption("fill");
    if (fill == null) {
      Word other = a.take("fill=HH");
      throw a.unexpected(other, "fill=HH");
    }
    return a.hexByte(fill);
  }

  private static @Nullable String option(Arguments a, String key) throws TranscriptSyntaxException {
    Word word = a.takeOption(key);
    return word == null ? null : a.literal(word);
  }

  private static String requiredOption(Arguments a, String key, String what)
      throws TranscriptSyntaxException {
    String value = option(a, key);
    if (value == null) {
      Word other = a.take(what);
      throw a.unexpected(other, what);
    }
    return value;
  }
}
