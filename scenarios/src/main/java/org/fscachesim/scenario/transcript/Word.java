package org.fscachesim.scenario.transcript;

/// One word of a line.
///
/// @param text what it stands for, escapes undone
/// @param spelling as it stands in the line
/// @param quoted whether any of it was in quotes
record Word(Text text, String spelling, boolean quoted) {}
