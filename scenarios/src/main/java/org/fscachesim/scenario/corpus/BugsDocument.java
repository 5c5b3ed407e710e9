package org.fscachesim.scenario.corpus;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.picture.Picture;
import org.fscachesim.scenario.picture.TablePicture;
import org.jspecify.annotations.Nullable;

/// What verifications came to, as a document in Markdown: a table, and for each bug the plainest
/// run that shows it. [BugsPage] is what it consists of.
public final class BugsDocument {
  private static final String HEAD =
      """
      # Bugs of the past

      The corpus (`org.fscachesim.scenario.corpus`) has a twin for every upstream fix that is a switch, and for guards that
      were right from the start: one small scenario, which goes wrong without the fix, as the bug did, and comes out right
      with it. This page is what `./fscache-sim bugs --verify --jobs 2 --write docs/bugs.md` makes. A test replays each token
      on it.

      ```
      ./fscache-sim bugs                                                  list them
      ./fscache-sim bugs --verify late-fd-install                         verify one of them
      ./fscache-sim bugs --verify --write docs/bugs.md late-fd-install    and tell of it on this page
      ./fscache-sim bugs --renew docs/bugs.md                             find and draw anew what has become stale
      ./fscache-sim replay-schedule TOKEN --picture mermaid               run what is shown here once more
      ```

      `TwinsTest` verifies all briefly in each build; `CorpusTest` sees to it that each fix has exactly one twin. To add a bug:
      the constant in the module's enum of fixes, the one place that asks for it, a class in the corpus, a line in `Corpus`,
      and the third of these commands with its name. When a change of the models makes other choices of a run, the fourth
      renews the pictures and tokens, and leaves the figures. What is missing, and why, stands in
      [findings](findings.md#not-in-the-corpus).

      - *found*: from how many of ten seeds, within the twin's budget of schedules; *after* how many of them: the median. What
        has a 1 there needs no particular schedule.
      - *choices*: the length of the shrunk schedule, and how many preemptions are in it.
      - *shows as*: what the shrunk run fails with. It has to be what is expected of the bug, and so has every run that was
        found.
      - *with the fix*: how many schedules passed, and none failed: either all inequivalent ones, or at least 20,000 of three
        strategies, `depth-first`, `random` and `pct:20`.

      """;

  private static final String COLUMNS =
      """
      | fix | commit | CVE | part | found | after | choices | shows as | with the fix |
      |---|---|---|---|---|--:|---|---|---|
      """;

  private static final int WIDTH = 100;

  private BugsDocument() {}

  /// The whole text.
  ///
  /// @param verifications what to tell anew
  /// @param before the document as it was, from which the other bugs are taken over; empty when
  ///   there is none
  public static String of(List<Verification> verifications, String before) {
    BugsPage page = BugsPage.parse(before);
    for (Verification v : verifications) {
      page.put(v.twin().name(), row(v), section(v.twin(), v.shown()));
    }
    return page.print(HEAD + COLUMNS);
  }

  /// The document with what its tokens do no more found and drawn anew, because the models have
  /// changed; the figures stay.
  ///
  /// @param told hears a line on each bug that was told anew, or is not found any more
  public static String renew(String before, Consumer<String> told) {
    BugsPage page = BugsPage.parse(before);
    for (Twin twin : Corpus.all()) {
      if (page.tells(twin) && !page.isFresh(twin)) {
        Verification.Shown shown;
        try {
          shown = Verification.shown(twin);
        } catch (IllegalStateException e) {
          told.accept(String.valueOf(e.getMessage()));
          continue;
        }
        page.put(
            twin.name(), page.rowWith(twin, choices(shown), symptom(shown)), section(twin, shown));
        told.accept(twin.name() + " is told anew");
      }
    }
    return page.print(HEAD + COLUMNS);
  }

  private static String row(Verification v) {
    Bug bug = v.twin().bug();
    Verification.Shown shown = v.shown();
    return "| [`%s`](#%s) | %s | %s | %s | %d of %d | %d | %s | %s | %s |"
        .formatted(
            v.twin().name(),
            v.twin().name(),
            bug.commit().isEmpty() ? "" : "`" + bug.commit() + "`",
            bug.cve().orElse(""),
            Corpus.family(v.twin()).name().toLowerCase(Locale.ROOT).replace('_', '-'),
            v.needed().size(),
            v.seeds(),
            v.median(),
            shown == null ? "" : choices(shown),
            shown == null ? "not found" : symptom(shown),
            v.exhausted()
                ? "exhausted, %,d inequivalent schedules".formatted(v.passed())
                : "%,d passed".formatted(v.passed()));
  }

  private static String choices(Verification.Shown shown) {
    int preemptions = shown.shrunk().preemptions();
    return shown.token().schedule().size() + (preemptions == 0 ? "" : ", " + preemptions + " pre.");
  }

  private static String symptom(Verification.Shown shown) {
    Symptom symptom = shown.shrunk().run().verdict().symptom();
    return symptom == null ? "" : symptom.text();
  }

  private static String section(Twin twin, Verification.@Nullable Shown shown) {
    StringBuilder out = new StringBuilder("## " + twin.name() + "\n\n");
    out.append(twin.about()).append(" Expected: ");
    out.append(twin.bug().symptoms().stream().map(Symptom::text).collect(Collectors.joining(", ")));
    out.append(".\n");
    if (shown != null) {
      Picture picture =
          Picture.of(
              twin.name() + " without " + twin.bug().fix(),
              twin,
              shown.token().config(),
              shown.shrunk().run());
      out.append("\n```\n").append(TablePicture.of(picture, WIDTH).strip()).append("\n```\n");
      out.append("\n```\n./fscache-sim replay-schedule ").append(shown.token()).append("\n```\n");
    }
    return out.toString().strip();
  }
}
