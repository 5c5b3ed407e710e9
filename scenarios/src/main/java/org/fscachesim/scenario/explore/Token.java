package org.fscachesim.scenario.explore;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/// One run of one scenario on one kernel, as one word: what to boot, every choice, and for each
/// choice a digest of who could go on and what each was about to do.
///
/// ```
/// fs1:SCENARIO:PROFILE[@MEMORY][-SWITCH][+SWITCH]...:DIGITS
/// ```
///
/// The digits are URL-safe base 64 of a CRC-32 and the packed choices. It replays in every JVM, as
/// long as the models do the same; where they do not, the replay stops at the first choice that
/// differs.
///
/// @param scenario the name
/// @param digests one byte a choice
public record Token(
    String scenario, KernelConfig config, Schedule schedule, ImmutableList<Byte> digests) {
  private static final String VERSION = "fs1";
  private static final int MOST_BYTES = 64 << 20;

  /// The token of a run with this schedule, which is run again for that.
  ///
  /// @throws ScheduleDiverged when it comes out different: then something in the models or the
  ///   scenario is not chosen by the machine
  public static Token of(Scenario scenario, KernelConfig config, Schedule schedule) {
    Recording recording = new Recording(schedule, null);
    var _ = ScenarioRun.of(scenario, config, recording, false);
    recording.checkEnd();
    return new Token(scenario.name(), config, schedule, boxed(recording.noted()));
  }

  private static ImmutableList<Byte> boxed(byte[] bytes) {
    ImmutableList.Builder<Byte> out = ImmutableList.builderWithExpectedSize(bytes.length);
    for (byte b : bytes) {
      out.add(b);
    }
    return out.build();
  }

  /// Runs it again, and compares every choice.
  ///
  /// @param of the scenario of that name
  /// @throws ScheduleDiverged at the first choice that is another one, saying which
  public ScenarioRun replay(Scenario of) {
    return replay(of, false, null);
  }

  /// As [#replay(Scenario)], with the kernel's trace, and with one who hears every step.
  public ScenarioRun replay(Scenario of, boolean withTrace, @Nullable Observer observer) {
    byte[] expected = new byte[digests.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = digests.get(i);
    }
    Recording recording = new Recording(schedule, expected);
    ScenarioRun run = ScenarioRun.of(of, config, recording, withTrace, observer);
    recording.checkEnd();
    return run;
  }

  private String header() {
    return VERSION + ":" + scenario + ":" + ConfigText.print(config);
  }

  @Override
  public String toString() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    List<Schedule.Choice> choices = schedule.choices();
    writeNumber(plain, choices.size());
    for (Schedule.Choice choice : choices) {
      switch (choice) {
        case Schedule.Next(int id, int enabled) -> {
          writeNumber(plain, 2 * enabled);
          writeNumber(plain, id);
        }
        case Schedule.Draw(int value, int n) -> {
          writeNumber(plain, 2 * n + 1);
          writeNumber(plain, value);
        }
      }
    }
    digests.forEach(plain::write);
    String header = header();
    byte[] packed = pack(plain.toByteArray());
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + packed.length);
    out.putInt(crc(header, packed)).put(packed);
    return header + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /// Reads what [#toString()] printed.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static Token parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts.length != 4 || !parts[0].equals(VERSION)) {
      throw broken("it must be " + VERSION + ":SCENARIO:PROFILE:DIGITS");
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(parts[3]);
    } catch (IllegalArgumentException e) {
      throw broken("its digits are no base 64");
    }
    if (bytes.length < Integer.BYTES) {
      throw broken("its digits are cut off");
    }
    byte[] packed = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
    String header = String.join(":", List.of(parts).subList(0, 3));
    if (ByteBuffer.wrap(bytes).getInt() != crc(header, packed)) {
      throw broken("its check sum is wrong: something was lost or changed on the way");
    }
    ByteBuffer plain = ByteBuffer.wrap(unpack(packed));
    try {
      List<Schedule.Choice> choices = new ArrayList<>();
      int size = readNumber(plain);
      for (int i = 0; i < size; i++) {
        int kind = readNumber(plain);
        int value = readNumber(plain);
        choices.add(
            kind % 2 == 0
                ? new Schedule.Next(value, kind / 2)
                : new Schedule.Draw(value, kind / 2));
      }
      byte[] digests = new byte[size];
      plain.get(digests);
      return new Token(parts[1], config(parts[2]), Schedule.of(choices), boxed(digests));
    } catch (BufferUnderflowException e) {
      throw broken("its choices are cut off");
    }
  }

  private static KernelConfig config(String text) {
    try {
      return ConfigText.parse(text);
    } catch (IllegalArgumentException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private static IllegalArgumentException broken(String why) {
    return new IllegalArgumentException("this is no token of a schedule: " + why);
  }

  private static int crc(String header, byte[] packed) {
    CRC32 crc = new CRC32();
    crc.update(header.getBytes(StandardCharsets.UTF_8));
    crc.update(packed);
    return (int) crc.getValue();
  }

  private static void writeNumber(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest >= 0x80) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int readNumber(ByteBuffer in) {
    int number = 0;
    int shift = 0;
    int next;
    do {
      next = in.get();
      number |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  private static byte[] pack(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(plain);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] unpack(byte[] packed) {
    Inflater inflater = new Inflater(true);
    inflater.setInput(packed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        if (n == 0 || out.size() > MOST_BYTES) {
          throw broken("its choices are cut off");
        }
        out.write(buffer, 0, n);
      }
    } catch (DataFormatException e) {
      throw broken("its choices are garbled");
    } finally {
      inflater.end();
    }
    return out.toByteArray();
  }
}
