/// For properties in jqwik: [org.fscachesim.scenario.strategy.Course]s as parameters.
///
/// jqwik is an optional dependency; who writes no properties does not need it.
@NullMarked
package org.fscachesim.scenario.jqwik;

import org.jspecify.annotations.NullMarked;
