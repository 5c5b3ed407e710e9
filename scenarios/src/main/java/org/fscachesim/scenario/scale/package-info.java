/// How many cookies and volumes a kernel can have, and what each costs.
@NullMarked
package org.fscachesim.scenario.scale;

import org.jspecify.annotations.NullMarked;
