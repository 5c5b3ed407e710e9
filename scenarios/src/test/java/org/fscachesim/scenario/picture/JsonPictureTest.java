package org.fscachesim.scenario.picture;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The JSON of a failing run, and the schema that documents it.
final class JsonPictureTest {
  private static Map<?, ?> schema() throws IOException {
    String text = Files.readString(Path.of("../docs/picture.schema.json"));
    return (Map<?, ?>) requireNonNull(JsonReader.read(text));
  }

  @ParameterizedTest
  @EnumSource
  void thePictureFitsTheSchema(FaultyPrograms program) throws IOException {
    Object read = JsonReader.read(JsonPicture.of(Failing.picture(program)));
    JsonSchema.check(schema(), read, "picture");
  }

  @Test
  void whatTheSchemaDoesNotKnowIsFound() throws IOException {
    String json = JsonPicture.of(Failing.picture(FaultyPrograms.FORGOTTEN));
    Map<?, ?> schema = schema();
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                JsonSchema.check(
                    schema,
                    JsonReader.read(json.replace("\"act\": \"SLEEP\"", "\"act\": \"NAP\"")),
                    "picture"));
    assertTrue(String.valueOf(e.getMessage()).contains(".act: expected one of"), e.getMessage());
  }

  @Test
  void theSchemaNamesEverySymptom() throws IOException {
    Map<?, ?> properties = (Map<?, ?>) requireNonNull(schema().get("properties"));
    Map<?, ?> symptom = (Map<?, ?>) requireNonNull(properties.get("symptom"));
    List<?> names = (List<?>) requireNonNull(symptom.get("enum"));
    assertEquals(
        Arrays.stream(Symptom.values()).map(Symptom::name).toList(),
        names.subList(1, names.size()));
  }

  @Test
  void textComesThroughAsItWas() {
    String odd = "a \"quoted\" back\\slash,\nnew line, \u00fc and \u0001";
    @Nullable Object read = JsonReader.read(Json.print(Map.of("text", odd)));
    assertEquals(Map.of("text", odd), read);
  }
}
