package org.fscachesim.scenario.corpus;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.scenario.Scenario;

/// Scenarios of places that look wrong in the kernels that are modelled, and that nobody has
/// mended: no fix belongs to them. What came of each is told in `docs/findings.md`.
public final class Questions {
  private static final ImmutableList<Scenario> ALL =
      ImmutableList.of(
          new CloseOutlivesDescriptor(),
          new OpenRestoredWhileAnswered(),
          new DescriptorClosedWhileRead(),
          new DroppedBeforeOpen(),
          new UnalignedWrite(),
          new VolumeWithdrawnTwice(),
          new InvalidationOutlivesLookup(),
          new StoredBehindInvalidation(),
          new DroppedWhileReopened());

  private Questions() {}

  /// In the order in which they are told.
  public static List<Scenario> all() {
    return ALL;
  }
}
