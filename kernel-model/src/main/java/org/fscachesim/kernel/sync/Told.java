package org.fscachesim.kernel.sync;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How the value of a field is told.
final class Told {
  private Told() {}

  /// The same text in every run: an object that has none of its own is told by its class, as its
  /// identity hash would differ from JVM to JVM.
  static String value(@Nullable Object value) {
    if (value instanceof Collection<?> several) {
      return several.stream().map(Told::value).toList().toString();
    }
    String text = String.valueOf(value);
    return value != null && text.startsWith(value.getClass().getName() + "@")
        ? value.getClass().getSimpleName()
        : text;
  }
}
