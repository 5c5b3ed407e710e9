package org.fscachesim.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What no line of text may hold, in sources, documents and scripts alike.
///
/// @param name says what is not wanted
/// @param scope the files that it is not wanted in, by path
/// @param unwanted found in an offending line
/// @param example an offending line
/// @param instead what to do
record TextRule(
    String name, Predicate<String> scope, Pattern unwanted, String example, String instead) {
  List<Finding> check(String file, String text) {
    List<Finding> found = new ArrayList<>();
    if (scope.test(file)) {
      List<String> lines = List.of(text.split("\n", -1));
      for (int i = 0; i < lines.size(); i++) {
        if (unwanted.matcher(lines.get(i)).find()) {
          found.add(new Finding(file, i + 1L, lines.get(i).strip()));
        }
      }
    }
    return found;
  }
}
