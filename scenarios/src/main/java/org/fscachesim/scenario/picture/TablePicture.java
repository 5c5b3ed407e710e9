package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.scenario.explore.Verdict;

/// A picture as a table: a column for each task, time goes down.
///
/// Plain ASCII, no colour. Where there are more tasks than the width has room for, every line names
/// its task instead.
public final class TablePicture {
  /// Columns of a terminal when nothing else is known.
  public static final int DEFAULT_WIDTH = 100;

  private static final int NUMBER = 6;
  private static final int NARROWEST = 18;
  private static final String BAR = " | ";

  private final Picture picture;
  private final int width;
  private final List<Recording.Actor> columns;
  private final StepText text;
  private final int cell;
  private final StringBuilder out = new StringBuilder();

  private TablePicture(Picture picture, int width) {
    this.picture = picture;
    this.width = width;
    this.columns = picture.columns();
    this.text = new StepText(picture.recording());
    int n = Math.max(1, columns.size());
    this.cell = (width - NUMBER - BAR.length() * n) / n;
  }

  /// @param width columns of the terminal, from 40
  public static String of(Picture picture, int width) {
    if (width < 40) {
      throw new IllegalArgumentException("width (" + width + ") must be at least 40");
    }
    return new TablePicture(picture, width).print();
  }

  private String print() {
    paragraph("", picture.title());
    out.append('\n');
    boolean table = cell >= NARROWEST;
    if (table) {
      heading();
    }
    for (Row row : picture.rows()) {
      switch (row) {
        case Row.Gap(long steps) -> across("... " + steps + (steps == 1 ? " step" : " steps"));
        case Row.Clock(String time) -> across("the clock jumps to " + time);
        case Row.Switch(int to, String reason) ->
            across("switch to " + picture.recording().actor(to).label() + ": " + reason);
        case Row.Shown(Recording.Step step, boolean fails, boolean call) -> {
          List<String> lines = new ArrayList<>(text.lines(step, call));
          if (fails) {
            lines.add(picture.verdict() instanceof Verdict.Hung ? "^ hangs here" : "^ fails here");
          }
          if (table) {
            cells(step, lines);
          } else {
            listed(step, lines);
          }
        }
      }
    }
    footer();
    return out.toString();
  }

  private void heading() {
    StringBuilder names = new StringBuilder(right("step"));
    StringBuilder rule = new StringBuilder("-".repeat(NUMBER));
    for (Recording.Actor actor : columns) {
      names.append(BAR).append(padded(shortened(actor.label(), cell)));
      rule.append("-+-").append("-".repeat(cell));
    }
    line(names);
    line(rule);
  }

  private void cells(Recording.Step step, List<String> lines) {
    int column = columns.indexOf(picture.recording().actor(step.actor()));
    boolean first = true;
    for (String lineText : lines) {
      for (String piece : wrapped(lineText, cell)) {
        StringBuilder row = new StringBuilder(right(first ? String.valueOf(step.number()) : ""));
        for (int i = 0; i < columns.size(); i++) {
          row.append(BAR).append(padded(i == column ? piece : ""));
        }
        line(row);
        first = false;
      }
    }
  }

  private void listed(Recording.Step step, List<String> lines) {
    String label = picture.recording().actor(step.actor()).label() + ": ";
    boolean first = true;
    for (String lineText : lines) {
      for (String piece : wrapped((first ? label : "    ") + lineText, width - NUMBER - 2)) {
        line(
            new StringBuilder(right(first ? String.valueOf(step.number()) : ""))
                .append("  ")
                .append(piece));
        first = false;
      }
    }
  }

  private void across(String what) {
    for (String piece : wrapped(what, width - NUMBER - 6)) {
      line(new StringBuilder(right("")).append(" -- ").append(piece));
    }
  }

  private void footer() {
    out.append('\n');
    if (!picture.bystanders().isEmpty()) {
      paragraph("", "Without a part in it: " + String.join(", ", picture.bystanders()));
      out.append('\n');
    }
    paragraph("", picture.verdict().describe());
    for (Life life : picture.lives()) {
      out.append('\n');
      paragraph("", "The life of " + life.name() + ":");
      life.events().forEach(e -> paragraph("  ", e));
    }
  }

  private void paragraph(String indent, String paragraph) {
    for (String single : paragraph.split("\n", -1)) {
      for (String piece : wrapped(single, width - indent.length())) {
        line(new StringBuilder(indent).append(piece));
      }
    }
  }

  private void line(StringBuilder text) {
    out.append(text.toString().stripTrailing()).append('\n');
  }

  private static String right(String number) {
    return " ".repeat(Math.max(0, NUMBER - number.length())) + number;
  }

  private String padded(String piece) {
    return piece + " ".repeat(Math.max(0, cell - piece.length()));
  }

  private static String shortened(String name, int to) {
    return name.length() <= to ? name : name.substring(0, to - 3) + "...";
  }

  /// At blanks where there are some; further lines are indented a little more than the first.
  static List<String> wrapped(String text, int to) {
    List<String> out = new ArrayList<>();
    String rest = text;
    String indent = " ".repeat(text.length() - text.stripLeading().length() + 2);
    while (rest.length() > to) {
      int blank = rest.lastIndexOf(' ', to);
      int lead = rest.length() - rest.stripLeading().length();
      int cut = blank > lead ? blank : to;
      out.add(rest.substring(0, cut));
      rest = indent + rest.substring(cut).stripLeading();
    }
    out.add(rest);
    return out;
  }
}
