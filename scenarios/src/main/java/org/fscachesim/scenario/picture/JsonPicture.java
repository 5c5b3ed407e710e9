package org.fscachesim.scenario.picture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Actor;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.fscachesim.kernel.check.Recording.Thing;
import org.fscachesim.scenario.json.Json;
import org.jspecify.annotations.Nullable;

/// A picture as JSON, for other viewers: the whole recording, and which rows the picture shows.
///
/// The schema is `docs/picture.schema.json`; `format` counts its versions.
public final class JsonPicture {
  /// The version of the schema.
  public static final int FORMAT = 1;

  private JsonPicture() {}

  public static String of(Picture picture) {
    Recording recording = picture.recording();
    @Nullable Symptom symptom = picture.verdict().symptom();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("format", FORMAT);
    out.put("title", picture.title());
    out.put("symptom", symptom == null ? null : symptom.name());
    out.put("verdict", picture.verdict().describe());
    out.put("schedule", picture.schedule());
    out.put("tasks", recording.actors().stream().map(JsonPicture::actor).toList());
    out.put("things", recording.things().stream().map(JsonPicture::thing).toList());
    out.put("focus", List.copyOf(picture.focus()));
    out.put("dropped", recording.dropped());
    out.put("steps", recording.steps().stream().map(JsonPicture::step).toList());
    out.put("rows", picture.rows().stream().map(JsonPicture::row).toList());
    out.put("lives", picture.lives().stream().map(JsonPicture::life).toList());
    return Json.print(out);
  }

  private static Map<String, @Nullable Object> actor(Actor actor) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", actor.id());
    out.put("name", actor.name());
    out.put("spawnedBy", actor.spawnedBy());
    out.put("state", actor.state());
    out.put("waitsFor", actor.waitsFor());
    out.put("holds", actor.holds());
    return out;
  }

  private static Map<String, @Nullable Object> thing(Thing thing) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", thing.id());
    out.put("name", thing.name());
    out.put("kind", thing.kind().name());
    return out;
  }

  private static Map<String, @Nullable Object> step(Step step) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("number", step.number());
    out.put("nanos", step.nanos());
    out.put("task", step.actor());
    out.put("act", step.act().name());
    out.put("thing", step.thing());
    out.put("again", step.again());
    out.put("what", step.what());
    out.put("before", step.before());
    out.put("after", step.after());
    out.put("effects", step.effects().stream().map(JsonPicture::effect).toList());
    out.put("holds", step.holds());
    out.put("switched", step.switched());
    return out;
  }

  private static Map<String, @Nullable Object> effect(Effect effect) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("kind", effect.kind().name());
    out.put("thing", effect.thing() < 0 ? null : effect.thing());
    out.put("text", effect.text());
    return out;
  }

  private static Map<String, @Nullable Object> row(Row row) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    switch (row) {
      case Row.Shown(Step step, boolean fails, boolean _) -> {
        out.put("row", "STEP");
        out.put("number", step.number());
        out.put("fails", fails);
      }
      case Row.Switch(int to, String reason) -> {
        out.put("row", "SWITCH");
        out.put("to", to);
        out.put("reason", reason);
      }
      case Row.Gap(long steps) -> {
        out.put("row", "GAP");
        out.put("steps", steps);
      }
      case Row.Clock(String time) -> {
        out.put("row", "CLOCK");
        out.put("time", time);
      }
    }
    return out;
  }

  private static Map<String, @Nullable Object> life(Life life) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", life.name());
    out.put("events", life.events());
    return out;
  }
}
