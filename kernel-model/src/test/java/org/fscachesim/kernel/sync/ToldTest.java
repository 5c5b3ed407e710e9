package org.fscachesim.kernel.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ToldTest {
  private static final class Nameless {}

  private record Named(String name) {}

  @Test
  void whatHasATextIsToldByIt() {
    assertEquals("7", Told.value(7));
    assertEquals("null", Told.value(null));
    assertEquals("Named[name=a]", Told.value(new Named("a")));
    assertEquals("{a=1}", Told.value(Map.of("a", 1)));
  }

  @Test
  void noIdentityHashIsTold() {
    assertEquals("Nameless", Told.value(new Nameless()));
    assertEquals("[Nameless, 7]", Told.value(List.of(new Nameless(), 7)));
  }
}
