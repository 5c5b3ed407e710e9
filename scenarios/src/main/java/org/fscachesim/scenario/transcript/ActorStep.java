package org.fscachesim.scenario.transcript;

/// An actor (a process) runs an operation.
///
/// @param actor its name
/// @param background whether the script goes on at once, without waiting
/// @param operation what it does
public record ActorStep(String actor, boolean background, Operation operation) implements Step {}
