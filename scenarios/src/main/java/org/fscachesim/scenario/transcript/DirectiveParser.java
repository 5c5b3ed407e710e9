package org.fscachesim.scenario.transcript;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The script's own steps: a table of words, forms and parsers.
final class DirectiveParser {
  private DirectiveParser() {}

  private interface Form {
    Directive parse(Arguments args) throws TranscriptSyntaxException;
  }

  private record Entry(String usage, Form form) {}

  private static final Map<String, Entry> FORMS = new TreeMap<>();

  private static final int SIGKILL = 9;
  private static final int HIGHEST_SIGNAL = 64;

  private static void form(String usage, Form form) {
    int blank = usage.indexOf(' ');
    FORMS.put(blank < 0 ? usage : usage.substring(0, blank), new Entry(usage, form));
  }

  static {
    form("sleep MILLISECONDS", a -> new Directive.Sleep(a.millis("MILLISECONDS")));
    form("sync", _ -> new Directive.Sync());
    form("kill ACTOR", a -> new Directive.Kill(a.name("ACTOR")));
    form(
        "join ACTOR [MILLISECONDS]",
        a ->
            new Directive.Join(
                a.name("ACTOR"), a.hasNext() ? a.millis("MILLISECONDS") : Directive.Join.MILLIS));
    form(
        "give FROM TO NAME", a -> new Directive.Give(a.name("FROM"), a.name("TO"), a.name("NAME")));
    form("ls DIRECTORY", a -> new Directive.Ls(a.path("DIRECTORY")));
    form("proc NAME", a -> new Directive.Proc(a.path("NAME")));
    form("statfs DIRECTORY", a -> new Directive.Statfs(a.path("DIRECTORY")));
    form("ballast BYTES", a -> new Directive.Ballast(a.number("BYTES", 0, Long.MAX_VALUE)));
    form("unballast", _ -> new Directive.Unballast());
    form("crc FILE", a -> new Directive.Crc(a.path("FILE")));
    form("exists PATH", a -> new Directive.Exists(a.path("PATH")));
    form("extents FILE", a -> new Directive.Extents(a.path("FILE")));
    form("xattr FILE [NAME]", a -> new Directive.Xattr(a.path("FILE"), optionalName(a)));
    form("setxattr FILE HEX", a -> new Directive.Setxattr(a.path("FILE"), hex(a)));
    form("echo TEXT FILE", a -> new Directive.Echo(a.string("TEXT"), a.path("FILE")));
    form("rm PATH", a -> new Directive.Rm(a.path("PATH")));
    form("mkdir PATH", a -> new Directive.Mkdir(a.path("PATH")));
    form(
        "mkfile PATH [SIZE]",
        a ->
            new Directive.Mkfile(
                a.path("PATH"), a.hasNext() ? a.number("SIZE", 0, Long.MAX_VALUE) : 0));
    form("cp FROM TO", a -> new Directive.Cp(a.path("FROM"), a.path("TO")));
    form("rename FROM TO", a -> new Directive.Rename(a.path("FROM"), a.path("TO")));
    form("remountfs ro|rw", a -> new Directive.Remountfs(choice(a, "ro", "rw")));
    form("daemon start|kill|ready|wait|stop [NUMBER]", DirectiveParser::daemon);
    form(
        "trace on|dump",
        a -> choice(a, "on", "dump") ? new Directive.TraceOn() : new Directive.TraceDump());
  }

  private static Directive daemon(Arguments a) throws TranscriptSyntaxException {
    for (Directive.Daemon.Action action : Directive.Daemon.Action.values()) {
      if (a.takeIf(action.word())) {
        return new Directive.Daemon(
            action,
            switch (action) {
              case START, STOP -> 0;
              case KILL -> a.hasNext() ? a.number("SIGNAL", 0, HIGHEST_SIGNAL) : SIGKILL;
              case READY, WAIT -> a.hasNext() ? a.millis("MILLISECONDS") : Directive.Daemon.MILLIS;
            });
      }
    }
    String what = "start, kill, ready, wait or stop";
    throw a.unexpected(a.take(what), what);
  }

  /// The directive that these words are.
  static Directive parse(Place place, List<Word> words) throws TranscriptSyntaxException {
    Word first = words.getFirst();
    Entry entry = FORMS.get(first.spelling());
    if (entry == null) {
      throw place.error(
          first.spelling(),
          "'ACTOR: OPERATION' or a directive: " + String.join(", ", FORMS.keySet()));
    }
    Arguments args = new Arguments(place, words.subList(1, words.size()), entry.usage);
    Directive directive = entry.form.parse(args);
    args.end();
    return directive;
  }

  /// Whether the first of two words stands there; false for the second.
  private static boolean choice(Arguments a, String first, String second)
      throws TranscriptSyntaxException {
    String what = first + " or " + second;
    boolean isFirst = a.takeIf(first);
    if (!isFirst && !a.takeIf(second)) {
      throw a.unexpected(a.take(what), what);
    }
    return isFirst;
  }

  private static @Nullable String optionalName(Arguments a) throws TranscriptSyntaxException {
    return a.hasNext() ? a.path("NAME") : null;
  }

  private static String hex(Arguments a) throws TranscriptSyntaxException {
    Word word = a.take("HEX");
    String digits = a.literal(word);
    if (digits.length() % 2 != 0 || (!digits.isEmpty() && !Numbers.isHex(digits))) {
      throw a.unexpected(word, "an even number of hexadecimal digits");
    }
    return digits;
  }
}
