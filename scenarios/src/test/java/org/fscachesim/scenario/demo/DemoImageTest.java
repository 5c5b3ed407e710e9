package org.fscachesim.scenario.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class DemoImageTest {
  @Test
  void anOrdinaryFileNameIsTheFsid() {
    assertEquals("my-image_1.2+x.erofs", DemoImage.fsid("my-image_1.2+x.erofs"));
  }

  @Test
  void whatAMountOptionOrAKernelsNameCannotHoldIsReplaced() {
    assertEquals("a_b_c__.img", DemoImage.fsid("a,b c\u65e5\u672c.img"));
  }
}
