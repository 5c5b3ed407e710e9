package org.fscachesim.scenario.picture;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks a value against a JSON schema that uses no more than the keywords known here.
final class JsonSchema {
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "title",
          "description",
          "type",
          "additionalProperties",
          "required",
          "properties",
          "items",
          "enum",
          "const",
          "minimum");

  private JsonSchema() {}

  /// @throws AssertionError naming the place that does not fit
  static void check(@Nullable Object schema, @Nullable Object value, String place) {
    Map<?, ?> rules = (Map<?, ?>) schema;
    if (rules == null) {
      throw new AssertionError(place + ": the schema says nothing of it");
    }
    expect(KEYWORDS.containsAll(rules.keySet()), place, "a schema with known keywords only");
    if (rules.get("type") instanceof Object type) {
      List<?> types = type instanceof List<?> several ? several : List.of(type);
      expect(types.contains(typeOf(value)), place, "the type " + type + ", not " + value);
    }
    if (rules.get("enum") instanceof List<?> allowed) {
      expect(allowed.contains(value), place, "one of " + allowed + ", not " + value);
    }
    if (rules.get("const") instanceof Object only) {
      expect(only.equals(value), place, only + ", not " + value);
    }
    if (rules.get("minimum") instanceof BigDecimal least && value instanceof BigDecimal number) {
      expect(number.compareTo(least) >= 0, place, "at least " + least + ", not " + value);
    }
    if (value instanceof List<?> elements && rules.containsKey("items")) {
      for (int i = 0; i < elements.size(); i++) {
        check(rules.get("items"), elements.get(i), place + "[" + i + "]");
      }
    }
    if (value instanceof Map<?, ?> object) {
      checkObject(rules, object, place);
    }
  }

  private static void checkObject(Map<?, ?> rules, Map<?, ?> object, String place) {
    if (rules.get("required") instanceof List<?> required) {
      expect(object.keySet().containsAll(required), place, "all of " + required);
    }
    Map<?, ?> properties = rules.get("properties") instanceof Map<?, ?> known ? known : Map.of();
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      expect(properties.containsKey(entry.getKey()), place, "no " + entry.getKey());
      check(properties.get(entry.getKey()), entry.getValue(), place + "." + entry.getKey());
    }
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "object";
      case List<?> _ -> "array";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case BigDecimal number -> number.scale() <= 0 ? "integer" : "number";
      default -> throw new AssertionError(value);
    };
  }

  private static void expect(boolean condition, String place, String what) {
    if (!condition) {
      throw new AssertionError(place + ": expected " + what);
    }
  }
}
