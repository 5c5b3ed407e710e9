package org.fscachesim.scenario.strategy;

import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Strategy;
import org.jspecify.annotations.Nullable;

/// One run that a [Search] wants.
///
/// @param number counts from 0 within the search
/// @param observer what the machine must tell of the run; null when the strategy needs nothing
public record Attempt(long number, Strategy strategy, @Nullable Observer observer) {}
