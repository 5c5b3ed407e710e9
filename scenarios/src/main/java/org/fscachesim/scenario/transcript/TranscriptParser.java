package org.fscachesim.scenario.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a transcript, or a script, line by line.
final class TranscriptParser {
  private static final String KERNEL = "#! kernel RELEASE  cache-fs FILESYSTEM";
  private static final String DISK = "#! disk-mb N";
  private static final String SERVER_FILE = "#! server-file NAME qid.path=P mtime=S size=N";
  private static final String END = "#! end";

  /// The filesystem below the cache, where nothing else is said.
  private static final String CACHE_FS = "ext4";

  private final String file;
  private final boolean script;
  private final List<TranscriptStep> steps = new ArrayList<>();
  private final List<ServerFile> serverFiles = new ArrayList<>();
  private final StringBuilder about = new StringBuilder();
  private @Nullable String kernel;
  private @Nullable String cacheFs;
  private @Nullable Integer disk;
  private boolean ended;
  private @Nullable OpenBlock block;

  /// A step whose outcome goes on in the lines below it.
  private record OpenBlock(Place place, Step step, List<String> lines) {}

  /// @param script whether what only a recording knows may be missing
  TranscriptParser(String file, boolean script) {
    this.file = file;
    this.script = script;
  }

  /// Whether a text has a line that says which kernel it was recorded on.
  static boolean namesKernel(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#!"))
        .map(line -> words(line.substring(2)))
        .anyMatch(words -> !words.isEmpty() && words.getFirst().spelling().equals("kernel"));
  }

  Transcript parse(String text) throws TranscriptSyntaxException {
    String[] lines = text.split("\n", -1);
    int last = lines.length;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (i < lines.length - 1 || !line.isEmpty()) {
        line(new Place(file, i + 1, line));
      } else {
        last = i;
      }
    }
    Place end = new Place(file, Math.max(last, 1), "end of file");
    closeBlock();
    if (!ended && !script) {
      throw end.missing("'" + END + "': the transcript is incomplete");
    }
    if ((kernel == null || cacheFs == null) && !script) {
      throw end.missing("a line '" + KERNEL + "'");
    }
    Header header =
        new Header(
            Objects.requireNonNullElse(kernel, ""),
            Objects.requireNonNullElse(cacheFs, CACHE_FS),
            disk == null ? Header.DISK_MEBIBYTES : disk,
            serverFiles,
            about.toString());
    return new Transcript(file, header, steps);
  }

  private void line(Place place) throws TranscriptSyntaxException {
    String line = place.text();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) > 0xff) {
        throw place.error(line.substring(i, i + 1), "bytes: write the character's UTF-8 as \\xHH");
      }
    }
    if (block != null && line.startsWith("  ")) {
      block.lines.add(line.substring(2));
      return;
    }
    closeBlock();
    if (line.isBlank()) {
      return;
    }
    if (ended) {
      throw place.missing("nothing after '" + END + "'");
    }
    if (line.startsWith("#!")) {
      header(place);
    } else if (line.startsWith("#")) {
      comment(line);
    } else if (WordScanner.isBlank(line.charAt(0))) {
      throw place.missing("a step at the margin: only lines below ' =>' are indented");
    } else {
      step(place);
    }
  }

  private void closeBlock() throws TranscriptSyntaxException {
    if (block != null) {
      add(block.place, block.step, Outcome.of(block.lines));
      block = null;
    }
  }

  private void comment(String line) {
    if (steps.isEmpty()) {
      about.append(about.isEmpty() ? "" : "\n").append(line.substring(1).strip());
    }
  }

  private void header(Place place) throws TranscriptSyntaxException {
    List<Word> words = words(place.text().substring(2));
    String keyword = words.isEmpty() ? "" : words.getFirst().spelling();
    if (keyword.equals("end") && words.size() == 1) {
      ended = true;
      return;
    }
    String usage =
        switch (keyword) {
          case "kernel" -> KERNEL;
          case "disk-mb" -> DISK;
          case "server-file" -> SERVER_FILE;
          default ->
              throw place.missing(String.join(", or ", "'" + KERNEL + "'", DISK, SERVER_FILE, END));
        };
    if (!steps.isEmpty()) {
      throw place.missing("this line before the first step");
    }
    Arguments args = new Arguments(place, words.subList(1, words.size()), usage);
    switch (keyword) {
      case "kernel" -> kernel(place, args);
      case "disk-mb" -> disk(place, args);
      default -> serverFile(place, args);
    }
    args.end();
  }

  /// Words of a `#!` line: no quotes, no escapes.
  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    for (String word : text.strip().split("[ \t]+", -1)) {
      if (!word.isEmpty()) {
        words.add(new Word(Text.of(word), word, false));
      }
    }
    return words;
  }

  private void kernel(Place place, Arguments args) throws TranscriptSyntaxException {
    if (kernel != null) {
      throw place.missing("one '" + KERNEL + "' only");
    }
    kernel = args.string("RELEASE");
    if (!args.takeIf("cache-fs")) {
      throw place.missing("'" + KERNEL + "'");
    }
    cacheFs = args.string("FILESYSTEM");
  }

  private void disk(Place place, Arguments args) throws TranscriptSyntaxException {
    if (disk != null) {
      throw place.missing("one '" + DISK + "' only");
    }
    disk = (int) args.number("N", 1, 1 << 20);
  }

  private void serverFile(Place place, Arguments args) throws TranscriptSyntaxException {
    String name = args.string("NAME");
    if (name.contains("/") || name.equals(".") || name.equals("..")) {
      throw place.error(name, "a name without a directory");
    }
    if (serverFiles.stream().anyMatch(f -> f.name().equals(name))) {
      throw place.error(name, "one line for each server-file");
    }
    serverFiles.add(
        new ServerFile(
            name,
            value(place, args, "qid.path"),
            value(place, args, "mtime"),
            value(place, args, "size")));
  }

  private static long value(Place place, Arguments args, String key)
      throws TranscriptSyntaxException {
    Word word = args.takeOption(key);
    if (word == null) {
      throw place.missing(key + "=N; usage: " + SERVER_FILE);
    }
    return args.number(word, key + "=N", 0, Long.MAX_VALUE);
  }

  private void step(Place place) throws TranscriptSyntaxException {
    WordScanner.Scanned scanned = WordScanner.scan(place);
    if (scanned.words().isEmpty()) {
      throw place.missing("a step before '=>'");
    }
    Step step = step(place, scanned.words());
    String outcome = scanned.outcome();
    if (outcome == null && script) {
      add(place, step, new Outcome.NotRecorded());
      return;
    }
    if (outcome == null) {
      throw place.missing("' => ' and the outcome behind the step");
    }
    if (outcome.isBlank()) {
      block = new OpenBlock(place, step, new ArrayList<>());
    } else {
      add(place, step, Outcome.of(outcome));
    }
  }

  static Step step(Place place, List<Word> words) throws TranscriptSyntaxException {
    String first = words.getFirst().spelling();
    if (!first.endsWith(":")) {
      return DirectiveParser.parse(place, words);
    }
    boolean background = first.endsWith("&:");
    String actor = first.substring(0, first.length() - (background ? 2 : 1));
    if (!Arguments.isName(actor)) {
      throw place.error(first, "the name of an actor and ':' or '&:'");
    }
    return new ActorStep(
        actor, background, OperationParser.parse(place, words.subList(1, words.size())));
  }

  private void add(Place place, Step step, Outcome expected) throws TranscriptSyntaxException {
    if (step instanceof Directive.Statfs
        && !(expected instanceof Outcome.NotRecorded)
        && FreeCounts.parse(expected).isEmpty()) {
      throw place.missing("an outcome like '=> " + FreeCounts.FORM + "': it is an input");
    }
    steps.add(new TranscriptStep(place.line(), step, expected));
  }
}
