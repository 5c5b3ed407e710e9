package org.fscachesim.scenario.transcript;

/// One thing that a transcript does.
public sealed interface Step permits ActorStep, Directive {}
