package org.fscachesim.stack;

import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a Java file may not do.
///
/// @param name says what is not wanted
/// @param scope the files that it is not wanted in
/// @param instead what to do
/// @param example a file in the scope, by path and text, that breaks the rule
/// @param finder finds the offending places of one file
record JavaRule(
    String name, Predicate<JavaSource> scope, String instead, JavaSource example, Finder finder) {
  @FunctionalInterface
  interface Finder {
    Stream<Finding> find(JavaSource source);
  }

  Stream<Finding> check(JavaSource source) {
    return scope.test(source) ? finder.find(source) : Stream.empty();
  }
}
