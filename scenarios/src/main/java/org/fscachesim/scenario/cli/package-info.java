/// The command line: one class for each command, below [FscacheSim].
///
/// Results go to stdout, complaints to stderr. Every command ends with one of the codes of
/// [ExitCode].
@NullMarked
package org.fscachesim.scenario.cli;

import org.jspecify.annotations.NullMarked;
