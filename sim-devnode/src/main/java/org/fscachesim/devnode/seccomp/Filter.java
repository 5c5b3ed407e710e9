package org.fscachesim.devnode.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.devnode.seccomp.Trap.When;

/// The program that the kernel runs at each system call: which of them stop.
///
/// ```
/// another processor's call           stops
/// a number from the list             to the test that belongs to it
/// anything else                      goes on
/// ```
///
/// Of an argument it sees the lower half, as the kernel does of a descriptor.
///
/// Kernel: include/uapi/linux/filter.h (struct sock_filter), include/uapi/linux/seccomp.h (struct
/// seccomp_data)
final class Filter {
  static final int INSTRUCTION = 8;

  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_AT_LEAST = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  private static final int RET_ALLOW = 0x7fff_0000;
  private static final int RET_NOTIFY = 0x7fc0_0000;
  private static final int X32_CALLS = 0x4000_0000;
  private static final int F_DUPFD = 0;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int AT_REMOVEDIR = 0x200;

  private static final String NEXT = "";
  private static final String NOTIFY = "notify";
  private static final String ALLOW = "allow";

  /// One instruction, with the names of the places that it jumps to.
  private record Line(int code, int operand, String ifTrue, String ifFalse) {}

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Integer> places = new TreeMap<>();

  private Filter() {}

  /// The program as the kernel takes it.
  ///
  /// @param unprivileged whether calls that only root may make are stopped, too
  static byte[] program(Processor processor, WatchedNumbers watched, boolean unprivileged) {
    Filter filter = new Filter();
    filter.load(ARCHITECTURE);
    filter.jump(JUMP_EQUAL, processor.auditNumber(), NEXT, NOTIFY);
    filter.load(NUMBER);
    if (processor == Processor.X86_64) {
      filter.jump(JUMP_AT_LEAST, X32_CALLS, NOTIFY, NEXT);
    }
    for (Trap trap : Trap.values()) {
      int number = trap.number(processor);
      if (number >= 0 && (unprivileged || trap.when() != When.UNPRIVILEGED)) {
        filter.jump(JUMP_EQUAL, number, placeOf(trap.when()), NEXT);
      }
    }
    filter.end(RET_ALLOW);
    filter.tests(watched);
    return filter.assemble();
  }

  private static String placeOf(When when) {
    return switch (when) {
      case ALWAYS, UNPRIVILEGED -> NOTIFY;
      case FIRST, FIRST_OR_SECOND, FIRST_OR_THIRD, DUPLICATING, REMOVES_DIRECTORY -> when.name();
    };
  }

  private void tests(WatchedNumbers watched) {
    place(When.REMOVES_DIRECTORY.name());
    load(argument(2));
    jump(JUMP_ANY_BIT, AT_REMOVEDIR, NOTIFY, ALLOW);
    place(When.DUPLICATING.name());
    load(argument(1));
    jump(JUMP_EQUAL, F_DUPFD, When.FIRST.name(), NEXT);
    jump(JUMP_EQUAL, F_DUPFD_CLOEXEC, When.FIRST.name(), ALLOW);
    place(When.FIRST_OR_SECOND.name());
    test(1, watched, When.FIRST.name());
    place(When.FIRST_OR_THIRD.name());
    test(2, watched, NEXT);
    place(When.FIRST.name());
    test(0, watched, ALLOW);
    place(ALLOW);
    end(RET_ALLOW);
    place(NOTIFY);
    end(RET_NOTIFY);
  }

  /// Stops when an argument is watched, or else goes on at `otherwise`.
  private void test(int argument, WatchedNumbers watched, String otherwise) {
    String last = otherwise.equals(NEXT) ? When.FIRST.name() : otherwise;
    load(argument(argument));
    jump(JUMP_EQUAL, watched.low(), NOTIFY, NEXT);
    jump(JUMP_AT_LEAST, watched.end(), last, NEXT);
    jump(JUMP_AT_LEAST, watched.first(), NOTIFY, NEXT);
    jump(JUMP_AT_LEAST, watched.spareEnd(), last, NEXT);
    jump(JUMP_AT_LEAST, watched.spare(), NOTIFY, last);
  }

  private static int argument(int index) {
    return ARGUMENTS + 8 * index;
  }

  private void place(String name) {
    places.put(name, lines.size());
  }

  private void load(int offset) {
    lines.add(new Line(LOAD, offset, NEXT, NEXT));
  }

  private void jump(int code, int operand, String ifTrue, String ifFalse) {
    lines.add(new Line(code, operand, ifTrue, ifFalse));
  }

  private void end(int action) {
    lines.add(new Line(RETURN, action, NEXT, NEXT));
  }

  private byte[] assemble() {
    ByteBuffer out = ByteBuffer.allocate(lines.size() * INSTRUCTION).order(ByteOrder.nativeOrder());
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      out.putShort((short) line.code)
          .put(distance(i, line.ifTrue))
          .put(distance(i, line.ifFalse))
          .putInt(line.operand);
    }
    return out.array();
  }

  private byte distance(int from, String place) {
    if (place.equals(NEXT)) {
      return 0;
    }
    Integer to = places.get(place);
    if (to == null || to <= from || to - from - 1 > 0xff) {
      throw new IllegalStateException("no jump from " + from + " to " + place);
    }
    return (byte) (to - from - 1);
  }
}
