package org.fscachesim.cachefiles.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static CommandLine parse(String text) throws ErrnoException {
    return CommandLine.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Errno refusal(String text) {
    return assertThrows(ErrnoException.class, () -> parse(text)).errno();
  }

  @Test
  void wordAndArgumentsArePartedByAnyWhiteSpace() throws Exception {
    assertEquals(new CommandLine("dir", "/cache"), parse("dir /cache"));
    assertEquals(new CommandLine("dir", "/cache"), parse("dir \t\u000b\f\r\u00a0/cache"));
    assertEquals(new CommandLine("bind", ""), parse("bind"));
    assertEquals(new CommandLine("bind", ""), parse("bind\r\n"));
    assertEquals(new CommandLine("", ""), parse(""));
  }

  @Test
  void whiteSpaceAtTheEndBelongsToTheArguments() throws Exception {
    assertEquals(new CommandLine("dir", "/c "), parse("dir /c "));
    assertEquals(new CommandLine("tag", "x\r"), parse("tag x\r\n"));
  }

  @Test
  void whatFollowsTheFirstNewlineIsDropped() throws Exception {
    assertEquals(new CommandLine("brun", "51%"), parse("brun 51%\nbcull 40%\n"));
  }

  @Test
  void aByteA0InUtf8TextPartsAWord() throws Exception {
    assertEquals(new CommandLine("tag\u00c3", "x"), parse("tag\u00c3\u00a0x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "dir /ca\0che", "brun 50%\0", "dir x\n\0", "\n", "\nbind"})
  void nulsAndALeadingNewlineAreInvalid(String text) {
    assertEquals(Errno.EINVAL, refusal(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " dir /cache", "\tbind", "\u00a0bind", " \nbind"})
  void leadingWhiteSpaceIsNoCommand(String text) {
    assertEquals(Errno.EOPNOTSUPP, refusal(text));
  }

  @Property
  void anyBytesGiveACommandOrAnErrno(@ForAll @Size(max = 200) byte[] data) {
    try {
      CommandLine line = CommandLine.parse(data);
      assertEquals(-1, (line.word() + line.args()).indexOf('\n'));
      assertEquals(-1, (line.word() + line.args()).indexOf('\0'));
      assertEquals(data.length == 0, line.word().isEmpty());
    } catch (ErrnoException e) {
      assertEquals(true, e.errno() == Errno.EINVAL || e.errno() == Errno.EOPNOTSUPP);
    }
  }

  @Property
  void theWordIsAPrefixAndTheArgumentsAreASuffixOfTheFirstLine(
      @ForAll @Size(max = 200) byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    String first = text.indexOf('\n') < 0 ? text : text.substring(0, text.indexOf('\n'));
    try {
      CommandLine line = CommandLine.parse(data);
      assertEquals(true, first.startsWith(line.word()) && first.endsWith(line.args()));
    } catch (ErrnoException e) {
      // Refused, which the other properties look at.
    }
  }
}
