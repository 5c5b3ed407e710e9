package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;

/// A picture as a Mermaid sequence diagram: a lifeline for each task, notes for what it does,
/// arrows for whom it spawns and wakes.
public final class MermaidPicture {
  private final Picture picture;
  private final StepText text;
  private final Set<Integer> shown = new TreeSet<>();
  private final StringBuilder out = new StringBuilder();

  private MermaidPicture(Picture picture) {
    this.picture = picture;
    this.text = new StepText(picture.recording());
    picture.columns().forEach(a -> shown.add(a.id()));
  }

  public static String of(Picture picture) {
    return new MermaidPicture(picture).print();
  }

  private String print() {
    line("%% " + escaped(picture.title()));
    line("sequenceDiagram");
    for (Recording.Actor actor : picture.columns()) {
      line("  participant t" + actor.id() + " as " + escaped(actor.label()));
    }
    for (Row row : picture.rows()) {
      switch (row) {
        case Row.Gap(long steps) -> across("... " + steps + (steps == 1 ? " step" : " steps"));
        case Row.Clock(String time) -> across("the clock jumps to " + time);
        case Row.Switch(int to, String reason) ->
            across("switch to " + picture.recording().actor(to).label() + ": " + reason);
        case Row.Shown(Step step, boolean fails, boolean call) -> step(step, fails, call);
      }
    }
    List<String> end = new ArrayList<>(picture.verdict().describe().lines().toList());
    for (Life life : picture.lives()) {
      end.add("The life of " + life.name() + ":");
      end.addAll(life.events());
    }
    across(String.join("\n", end));
    return out.toString();
  }

  private void step(Step step, boolean fails, boolean call) {
    List<String> lines = new ArrayList<>(text.lines(step, call));
    lines.set(0, step.number() + ". " + lines.getFirst());
    if (fails) {
      lines.add("X here");
    }
    line("  Note over t" + step.actor() + ": " + escaped(String.join("\n", lines)));
    for (Effect effect : step.effects()) {
      int other = effect.thing() < 0 ? 0 : taskOf(effect.thing());
      if (shown.contains(other) && other != step.actor()) {
        if (effect.kind() == Effect.Kind.SPAWN) {
          line("  t" + step.actor() + "->>t" + other + ": spawns");
        } else if (effect.kind() == Effect.Kind.UNPARK) {
          line("  t" + step.actor() + "-->>t" + other + ": wakes");
        }
      }
    }
  }

  /// The id of the task that a thing is; 0 when it is none.
  private int taskOf(int thing) {
    String name = picture.recording().thing(thing).name();
    return picture.recording().actors().stream()
        .filter(a -> a.label().equals(name))
        .mapToInt(Recording.Actor::id)
        .findFirst()
        .orElse(0);
  }

  private void across(String what) {
    List<Recording.Actor> columns = picture.columns();
    if (columns.isEmpty()) {
      return;
    }
    String first = "t" + columns.getFirst().id();
    String last = "t" + columns.getLast().id();
    line(
        "  Note over " + (columns.size() == 1 ? first : first + "," + last) + ": " + escaped(what));
  }

  /// What means something to Mermaid becomes an entity.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '#' -> escaped.append("#35;");
        case ';' -> escaped.append("#59;");
        case '<' -> escaped.append("#lt;");
        case '>' -> escaped.append("#gt;");
        case '\n' -> escaped.append("<br/>");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private void line(String what) {
    out.append(what).append('\n');
  }
}
