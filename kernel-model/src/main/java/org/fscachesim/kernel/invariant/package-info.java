/// Rules that hold whatever happens, and who checks them.
///
/// An [org.fscachesim.kernel.invariant.Invariant] is a rule with a number; each module has an enum
/// of its own. A [org.fscachesim.kernel.invariant.Checker] looks after the rules of one module: it
/// is there from the moment at which the module is loaded into a kernel, keeps books of what it is
/// told, and answers for everything at a quiet point. A kernel has its checkers in
/// [org.fscachesim.kernel.invariant.Checkers], and what it promises itself is checked by the
/// kernel's own.
@NullMarked
package org.fscachesim.kernel.invariant;

import org.jspecify.annotations.NullMarked;
