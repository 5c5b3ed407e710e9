/// Running scenarios under many schedules.
@NullMarked
package org.fscachesim.scenario.explore;

import org.jspecify.annotations.NullMarked;
