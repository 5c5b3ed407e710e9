package org.fscachesim.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.fscachesim.kernel.Symptom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// A reader may get what the data was at some time while it read, and nothing else.
final class ContentCheckTest {
  private final ContentCheck check = new ContentCheck("a", new byte[] {1, 1, 1, 1});

  private static void assertWrong(String message, Executable got) {
    ScenarioFailure failure = assertThrows(ScenarioFailure.class, got);
    assertEquals(Symptom.CONTENT, failure.symptom());
    assertEquals(message, failure.getMessage());
  }

  @Test
  void theOnlyVersionIsGoodAndNothingElse() {
    check.got(2, new byte[] {1, 1});
    check.gotAll(0, new byte[] {1, 1, 1, 1});
    assertWrong(
        "a: a reader got 0x07 at 3, where it had 0x01", () -> check.got(2, new byte[] {1, 7}));
    assertWrong(
        "a: a reader got 0x01 at 4, where it had nothing", () -> check.got(4, new byte[] {1}));
    assertWrong("a: a reader got 2 bytes, and it has 4", () -> check.gotAll(0, new byte[] {1, 1}));
  }

  @Test
  void whoBeganBeforeAChangeMayGetBoth() {
    int since = check.begin();
    check.becomes(new byte[] {2, 2, 2, 2, 2});
    check.got(since, 0, new byte[] {1, 2, 1, 2, 2});
    check.gotAll(since, new byte[] {1, 2, 1, 2});
    assertWrong(
        "a: a reader got 0x03 at 0, where it had 0x01 or 0x02",
        () -> check.got(since, 0, new byte[] {3}));
    assertWrong(
        "a: a reader got 3 bytes, and it has 4 or 5",
        () -> check.gotAll(since, new byte[] {1, 1, 1}));
  }

  @Test
  void whatWasBeforeIsOldForWhoBeginsNow() {
    check.becomes(new byte[] {2, 2, 2, 2});
    check.got(0, new byte[] {2});
    assertWrong(
        "a: a reader got 0x01 at 1, where it had 0x02 (it is of an old version)",
        () -> check.got(1, new byte[] {1}));
  }
}
