package org.fscachesim.devnode.seccomp;

import java.util.Optional;

/// A processor whose system calls are known here.
///
/// Kernel: include/uapi/linux/audit.h (AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64)
public enum Processor {
  X86_64("amd64", 0xc000_003e, 317, 312),
  ARM64("aarch64", 0xc000_00b7, 277, 272);

  private final String javaName;
  private final int auditNumber;
  private final long seccompCall;
  private final long compareCall;

  Processor(String javaName, int auditNumber, long seccompCall, long compareCall) {
    this.javaName = javaName;
    this.auditNumber = auditNumber;
    this.seccompCall = seccompCall;
    this.compareCall = compareCall;
  }

  /// The processor that this JVM runs on, if it is one of these.
  public static Optional<Processor> current() {
    String name = System.getProperty("os.arch");
    for (Processor processor : values()) {
      if (processor.javaName.equals(name)) {
        return Optional.of(processor);
      }
    }
    return Optional.empty();
  }

  /// How a filter and its notifications name the processor.
  public int auditNumber() {
    return auditNumber;
  }

  /// The number of seccomp(2) itself.
  long seccompCall() {
    return seccompCall;
  }

  /// The number of kcmp(2).
  long compareCall() {
    return compareCall;
  }
}
