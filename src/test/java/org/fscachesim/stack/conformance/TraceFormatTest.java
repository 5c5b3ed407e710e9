package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.kernel.trace.TraceEvent;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.api.Test;

/// Our trace and those that real kernels dumped have one format: the head of a line, the names of
/// the events, and the layout of their fields down to the blanks.
final class TraceFormatTest {
  /// `task-pid [cpu] flags seconds: event: fields`; fields may end in blanks.
  private static final Pattern LINE =
      Pattern.compile(
          "(?<task> *[^ ].*)-(?<id>[0-9]+ *) \\[(?<cpu>[0-9]{3})] (?<flags>[.dNnphHsbzZ0-9a-f]{5})"
              + " (?<seconds> *[0-9]+)\\.(?<micros>[0-9]{6}): (?<event>[a-z_]+): (?<fields>.*)");

  /// Recordings with a dump.
  private static final List<String> TRACED =
      List.of(
          "6.1.192/od-trace",
          "6.1.192/orig-9p-trace",
          "6.7-profile/od-trace",
          "6.7-profile/orig-9p-trace",
          "6.12.117/od-trace",
          "6.12.117/orig-9p-trace");

  private static final List<TraceLayout> LAYOUTS =
      Stream.of(TraceLayouts.FSCACHE, TraceLayouts.CACHEFILES, NetfsTraceLayouts.ALL)
          .flatMap(List::stream)
          .toList();

  private static List<String> recordedLines() throws Exception {
    List<String> lines = new ArrayList<>();
    for (Recording recording : Recording.all()) {
      for (TranscriptStep step : recording.transcript().steps()) {
        if (step.step() instanceof Directive.TraceDump
            && step.expected() instanceof Outcome.Block(List<String> dump)) {
          lines.addAll(dump);
        }
      }
    }
    assertTrue(lines.size() > 5000, () -> lines.size() + " lines");
    return lines;
  }

  private static Matcher parse(String line) {
    Matcher matcher = LINE.matcher(line);
    assertTrue(matcher.matches(), () -> "no line of a trace: " + line);
    return matcher;
  }

  /// The one event of ours that prints these fields.
  private static Optional<TraceEvent> event(String name, String fields) {
    return LAYOUTS.stream()
        .filter(layout -> layout.event().equals(name))
        .flatMap(layout -> layout.read(fields).stream())
        .findFirst();
  }

  @Test
  void everyRecordedEventIsOneThatWeCanProduce() throws Exception {
    Set<String> seen = new TreeSet<>();
    for (String line : recordedLines()) {
      Matcher recorded = parse(line);
      String name = recorded.group("event");
      String fields = recorded.group("fields");
      TraceEvent ours =
          event(name, fields).orElseThrow(() -> new AssertionError("no layout for " + line));
      assertEquals(name, ours.event());
      assertEquals(fields, ours.text(), () -> "of the recorded line " + line);
      seen.add(name);
    }
    assertEquals(
        new TreeSet<>(LAYOUTS.stream().map(TraceLayout::event).toList()),
        seen,
        "layouts that nothing recorded confirms");
  }

  @Test
  void aLineOfOursHasTheHeadOfARecordedOne() throws Exception {
    for (String line : recordedLines()) {
      Matcher recorded = parse(line);
      String flags = recorded.group("flags");
      long micros =
          Long.parseLong(recorded.group("seconds").strip()) * 1_000_000
              + Long.parseLong(recorded.group("micros"));
      TraceBuffer.Entry entry =
          new TraceBuffer.Entry(
              micros * 1000,
              recorded.group("task").strip(),
              Integer.parseInt(recorded.group("id").strip()),
              flags.charAt(3) == '.' ? 0 : Character.digit(flags.charAt(3), 16),
              new Fields(recorded.group("event"), recorded.group("fields")));
      assertEquals(
          line.replaceFirst("\\[[0-9]{3}\\] .{5}", "[000] ..." + flags.charAt(3) + "."),
          entry.line());
    }
  }

  private record Fields(String event, String text) implements TraceEvent {}

  /// What `replay --trace` prints of the recorded case has the events that the kernel's dump has.
  @Test
  void aReplayedTraceIsReadByTheSameRulesAndHasTheRecordedEvents() throws Exception {
    for (String name : TRACED) {
      Recording recording = Recording.of(name);
      StringWriter text = new StringWriter();
      PrintWriter out = new PrintWriter(text);
      recording.replay(WorldStage.inMemory().traced(e -> out.println(e.line())), false);
      Set<String> ours = new TreeSet<>();
      for (String line : text.toString().lines().toList()) {
        Matcher matcher = parse(line);
        String fields = matcher.group("fields");
        String event = matcher.group("event");
        assertEquals(
            fields, event(event, fields).map(TraceEvent::text).orElse("no such layout"), line);
        ours.add(event);
      }
      Set<String> recorded = new TreeSet<>();
      for (TranscriptStep step : recording.transcript().steps()) {
        if (step.step() instanceof Directive.TraceDump
            && step.expected() instanceof Outcome.Block(List<String> dump)) {
          dump.forEach(line -> recorded.add(parse(line).group("event")));
        }
      }
      // Ours begins before the dump, which says nothing of the steps before `trace on`.
      recorded.removeAll(ours);
      assertEquals(Set.of(), recorded, name);
    }
  }
}
