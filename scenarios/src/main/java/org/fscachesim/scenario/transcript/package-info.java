/// Recorded cases of real kernels, as text and as data.
///
/// ```
/// Transcript   = Header { TranscriptStep }*
/// Header       = kernel-release cache-fs disk-MiB { ServerFile }* about
/// TranscriptStep = line-number Step Outcome
/// Step         = ActorStep | Directive          an actor's operation, or the script's own doing
/// ActorStep    = actor background? Operation
/// Outcome      = Line | Block
/// Amount       = Literal | Reference            a number, or a field of a message read before
/// Text         = { literal | Reference }*
/// ```
///
/// [Transcript#parse] and [Transcript#read] take the text apart and refuse whatever they do not
/// know with a [TranscriptSyntaxException]; [StepPrinter] writes a step back; [OutcomeRules] says
/// what of an outcome has to be met and what merely describes the day of the recording.
///
/// All text is bytes: a character of a String is one byte (ISO-8859-1).
@NullMarked
package org.fscachesim.scenario.transcript;

import org.jspecify.annotations.NullMarked;
