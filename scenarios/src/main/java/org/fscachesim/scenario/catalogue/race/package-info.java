/// Families of small races: two to four actors, each doing little, on one cache that goes away.
@NullMarked
package org.fscachesim.scenario.catalogue.race;

import org.jspecify.annotations.NullMarked;
