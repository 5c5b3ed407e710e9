package org.fscachesim.scenario.transcript;

/// A step and what it gave when it was recorded, if it was.
///
/// @param line where it stands in the file, counted from 1
public record TranscriptStep(int line, Step step, Outcome expected) {}
