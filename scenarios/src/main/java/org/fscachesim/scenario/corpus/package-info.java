/// The corpus of historical bugs: upstream fixes of fscache, cachefiles and their clients, each
/// with one scenario that goes wrong when the fix is taken out of the kernel and comes out right
/// when it is in.
///
/// ```
/// Corpus  = Twin*                       all of them, by family
/// Twin    = Bug and a scenario          one file each
/// Bug     = switch, commit, symptom     what was wrong, and how that shows
/// ```
///
/// A twin plays on a [org.fscachesim.scenario.corpus.Stage]: a cache with its daemon, volumes and
/// files, set up one step after the other so that nothing is left to chance; only what races in the
/// bug is started as tasks of their own.
@NullMarked
package org.fscachesim.scenario.corpus;

import org.jspecify.annotations.NullMarked;
