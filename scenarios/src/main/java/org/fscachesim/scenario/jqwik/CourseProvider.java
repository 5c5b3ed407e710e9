package org.fscachesim.scenario.jqwik;

import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import org.fscachesim.scenario.strategy.Course;

/// Lets a property take a [Course]: `@Property void holds(@ForAll Course course)`.
///
/// Most choices are 0, the plain one, some courses have many others and some few. jqwik shrinks a
/// failing course to fewer choices and smaller numbers, so to fewer interruptions and events. Found
/// by jqwik itself, as a service.
public final class CourseProvider implements ArbitraryProvider {
  private static final int LONGEST = 400;
  private static final int LARGEST = 7;

  @Override
  public boolean canProvideFor(TypeUsage target) {
    return target.isOfType(Course.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage target, SubtypeProvider subtypes) {
    return Set.of(courses());
  }

  /// Courses, with one choice in two to one in 24 that is not 0.
  public static Arbitrary<Course> courses() {
    return Arbitraries.of(1, 3, 7, 23).flatMap(CourseProvider::courses);
  }

  private static Arbitrary<Course> courses(int plain) {
    return Arbitraries.frequencyOf(
            Tuple.of(plain, Arbitraries.just(0)),
            Tuple.of(1, Arbitraries.integers().between(1, LARGEST)))
        .list()
        .ofMaxSize(LONGEST)
        .map(Course::of);
  }
}
