/// Shows one run so that its bug can be seen: who did what in which order, where the machine
/// switched, and what became of the object that it ends with.
///
/// ```
/// Picture = title, verdict, Row*, Life*
/// Row     = Shown (a step) | Switch | Gap (steps left out) | Clock
/// ```
///
/// [Picture] chooses what matters; [TablePicture], [MermaidPicture] and [JsonPicture] print it.
@NullMarked
package org.fscachesim.scenario.picture;

import org.jspecify.annotations.NullMarked;
