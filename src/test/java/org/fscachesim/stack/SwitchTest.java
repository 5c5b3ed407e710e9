package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.stack.SwitchEnums.SwitchEnum;
import org.junit.jupiter.api.Test;

/// Every switch switches something.
///
/// A fix is asked in exactly one place of the models, so that taking it out of the text is deleting
/// one condition; a behaviour at least in one. What scenarios and the command line say about
/// switches does not count.
final class SwitchTest {
  @Test
  void everySwitchIsAskedInTheModels() {
    assertEquals(List.of(), complaints(JavaSource.all()));
  }

  @Test
  void aSwitchThatNobodyAsksAndAFixThatTwoPlacesAskAreFound() {
    List<JavaSource> sources =
        List.of(
            model("XFix", "enum XFix implements Switch { ONCE, TWICE, NEVER; XFix() {} }"),
            model("XBehaviour", "enum XBehaviour implements Switch { OFTEN, UNUSED }"),
            model("A", "class A { boolean a = k.has(XFix.ONCE) && k.has(XFix.TWICE); }"),
            model("B", "class B { boolean b = k.has(XFix.TWICE); }"),
            model("C", "class C { boolean c = k.has(XBehaviour.OFTEN); }"));

    List<String> complaints = complaints(sources);

    assertEquals(3, complaints.size(), complaints::toString);
    assertTrue(complaints.get(0).startsWith("XFix.TWICE is asked in 2 places"));
    assertTrue(complaints.get(1).startsWith("XFix.NEVER is asked nowhere"));
    assertTrue(complaints.get(2).startsWith("XBehaviour.UNUSED is asked nowhere"));
  }

  private static List<String> complaints(List<JavaSource> sources) {
    List<JavaSource> models = sources.stream().filter(Scopes::kernels).toList();
    List<SwitchEnum> enums = models.stream().flatMap(s -> SwitchEnums.in(s).stream()).toList();
    ListMultimap<String, Finding> uses = ArrayListMultimap.create();
    for (JavaSource source : models) {
      for (Names.Use use : Names.in(source)) {
        uses.put(use.name(), source.finding(use.tree(), use.name()));
      }
    }
    List<String> complaints = new ArrayList<>();
    for (SwitchEnum item : enums) {
      for (String constant : item.constants()) {
        complaints.addAll(complaint(item, constant, uses.get(item.name() + "." + constant)));
      }
    }
    return complaints;
  }

  private static List<String> complaint(SwitchEnum item, String constant, List<Finding> uses) {
    List<Finding> outside =
        uses.stream().filter(use -> !use.file().equals(item.source().name())).toList();
    String name = item.name() + "." + constant;
    if (outside.isEmpty()) {
      return List.of(
          name
              + " is asked nowhere in the models: ask `kernel.has("
              + name
              + ")` where it makes the difference, or delete it");
    }
    if (item.isFixes() && outside.size() > 1) {
      return List.of(
          name
              + " is asked in "
              + outside.size()
              + " places, and a fix belongs in one (ask once and keep the answer, or make it a"
              + " behaviour): "
              + outside);
    }
    return List.of();
  }

  private static JavaSource model(String name, String declaration) {
    return JavaSource.parse(
        "fscache-model/src/main/java/org/fscachesim/fscache/" + name + ".java",
        "package org.fscachesim.fscache;\n" + declaration + "\n");
  }
}
