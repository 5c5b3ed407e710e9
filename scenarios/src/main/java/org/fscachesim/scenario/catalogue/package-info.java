/// The scenarios, one file each; [org.fscachesim.scenario.catalogue.Catalogue] lists them.
@NullMarked
package org.fscachesim.scenario.catalogue;

import org.jspecify.annotations.NullMarked;
