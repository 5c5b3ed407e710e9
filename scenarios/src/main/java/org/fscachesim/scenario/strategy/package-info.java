/// Ideas of how to explore: which schedules to try, and in which order.
///
/// They know tasks and what tasks are about to do, and nothing of any model. Each is one file:
///
/// | search | what it tries |
/// |---|---|
/// | [org.fscachesim.scenario.strategy.RandomSearch] | every choice uniform, from a seed |
/// | [org.fscachesim.scenario.strategy.PctSearch] | few changes of priority, at random steps |
/// | [org.fscachesim.scenario.strategy.RoundRobinSearch] | all equally fast, once for each set of drawn answers |
/// | [org.fscachesim.scenario.strategy.DepthFirst] | every schedule, or one of each class that differs in nothing |
/// | [org.fscachesim.scenario.strategy.Portfolio] | all of them and variations of what was new |
///
/// A [org.fscachesim.scenario.strategy.Search] hands out
/// [org.fscachesim.scenario.strategy.Attempt]s and hears how they came out. It never depends on how
/// many run at the same time, so that a seed means the same runs everywhere.
@NullMarked
package org.fscachesim.scenario.strategy;

import org.jspecify.annotations.NullMarked;
