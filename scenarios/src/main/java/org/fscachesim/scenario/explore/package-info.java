/// Running scenarios under many schedules: [org.fscachesim.scenario.explore.Explorer] is the front
/// door. What fails is a [org.fscachesim.scenario.explore.Token], which replays, and which
/// [org.fscachesim.scenario.explore.Shrinker] makes plain.
@NullMarked
package org.fscachesim.scenario.explore;

import org.jspecify.annotations.NullMarked;
