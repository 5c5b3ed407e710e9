package org.fscachesim.scenario.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fscachesim.kernel.store.StatFs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TranscriptTest {
  private static final String HEAD = "#! kernel 6.1.192  cache-fs ext4\n";

  private static List<TranscriptStep> steps(String lines) throws TranscriptSyntaxException {
    return Transcript.parse("t", HEAD + lines + "#! end\n").steps();
  }

  private static Step step(String line) throws TranscriptSyntaxException {
    return steps(line + " => ok\n").getFirst().step();
  }

  private static Operation operation(String words) throws TranscriptSyntaxException {
    return ((ActorStep) step("a: " + words)).operation();
  }

  private static TranscriptSyntaxException error(String text) {
    return assertThrows(TranscriptSyntaxException.class, () -> Transcript.parse("t", text));
  }

  @Test
  void theHeaderIsReadInAnyOrder() throws Exception {
    Transcript t =
        Transcript.parse(
            "t",
            """
            #! server-file big qid.path=3057524 mtime=1700000000 size=1048576
            #! disk-mb 128
            #! kernel 6.12.117  cache-fs ext4
            # One.
            # Two.
            sync => ok
            # not about the whole
            #! end
            """);
    assertEquals(
        new Header(
            "6.12.117",
            "ext4",
            128,
            List.of(new ServerFile("big", 3057524, 1700000000, 1048576)),
            "One.\nTwo."),
        t.header());
  }

  @Test
  void theLinesBelowAnArrowBelongToTheStepAndKeepTheirBlanks() throws Exception {
    List<TranscriptStep> steps =
        steps(
            """
            ls /cache =>
              cache/ mode=700
                x  =>
              last\s\s
            trace dump =>
            sync => ok
            """);
    assertEquals(
        Outcome.of(List.of("cache/ mode=700", "  x  =>", "last  ")), steps.get(0).expected());
    assertEquals(Outcome.of(List.of()), steps.get(1).expected());
    assertEquals(List.of(2, 6, 7), steps.stream().map(TranscriptStep::line).toList());
  }

  @Test
  void wordsEndAtBlanksButQuotesHoldThemAndEscapesStandForBytes() throws Exception {
    assertEquals(
        new Operation.Write("dev", Text.of(" a => b\n\t\0\u00ff\\\"")),
        operation("write dev \" a => b\\n\\t\\0\\xff\\\\\\\"\""));
    assertEquals(
        new Operation.Mount("erofs", "none", "/mnt", "fsid=a b"),
        operation("mount  erofs none\t/mnt fsid=\"a b\""));
    assertEquals(new Operation.Write("dev", Text.of("")), operation("write dev \"\""));
  }

  @Test
  void optionsComeInAnyOrder() throws Exception {
    assertEquals(
        operation("serve dev dir=/img idle=200 count=1"),
        operation("serve dev count=1 idle=200 dir=/img"));
    assertEquals(
        operation("fill m via=f.fd image=/img/a"), operation("fill m image=/img/a via=f.fd"));
    assertEquals(operation("write dev len=5 fill=61"), operation("write dev fill=61 len=5"));
    assertEquals(operation("read dev size=5 as m"), operation("read dev as m size=5"));
    assertEquals(operation("cat /f 1 2 chunk=5"), operation("cat /f chunk=5 1 2"));
  }

  @Test
  void referencesStandForNumbersAndInTextsOfWrites() throws Exception {
    Reference id = new Reference("m1", Field.ID);
    assertEquals(
        new Operation.Write(
            "dev", new Text(List.of(new Text.Literal("copen "), id, new Text.Literal(",")))),
        operation("write dev \"copen ${m1.id},\""));
    assertEquals(
        new Operation.Pwrite(
            "m1.fd",
            new Reference("r", Field.OFF),
            new Reference("r", Field.LEN),
            new Content.Fill(0x1f)),
        operation("pwrite m1.fd ${r.off} ${r.len} fill=1f"));
    assertEquals(
        new Operation.Write("dev", Text.of("${m1.id}")), operation("write dev \"\\x24{m1.id}\""));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "12,12",
    "-5,-5",
    "0x1F,31",
    "-0x10,-16",
    "010,8",
    "-010,-8",
    "9223372036854775807,9223372036854775807",
    "-9223372036854775808,-9223372036854775808"
  })
  void numbersAreDecimalHexadecimalOrOctal(String text, long value) throws Exception {
    assertEquals(new Operation.Ftruncate("f", Amount.of(value)), operation("ftruncate f " + text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "0x", "08", "1a", "--1", "-", "+1", "9223372036854775808", "1.5", "0x-1"})
  void whatIsNoNumberIsRefused(String text) {
    TranscriptSyntaxException e = error(HEAD + "a: ftruncate f \"" + text + "\" => ok\n#! end\n");
    assertEquals(2, e.line());
    assertEquals("\"" + text + "\"", e.offending());
    assertTrue(e.expected().contains("LENGTH"), e.expected());
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws Exception {
    assertEquals(
        new Operation.Open("dev", OpenMode.READ_WRITE, "/dev/cachefiles"), operation("open dev"));
    assertEquals(
        new Operation.Open("dev", OpenMode.WRITE_ONLY, "/dev/x"), operation("open dev wo /dev/x"));
    assertEquals(new Operation.Read("dev", 1024, null), operation("read dev"));
    assertEquals(
        new Operation.Serve("dev", new ServeSource.Directory("/img"), 500, null),
        operation("serve dev dir=/img"));
    assertEquals(new Operation.Cat("/mnt/a", Amount.of(0), null, 65536), operation("cat /mnt/a"));
    assertEquals(
        new Operation.Cat("/mnt/a", Amount.of(5), Amount.of(6), 7),
        operation("cat /mnt/a 5 6 chunk=7"));
    assertEquals(new Directive.Join("app", 4000), step("join app"));
    assertEquals(new Directive.Mkfile("/f", 0), step("mkfile /f"));
  }

  @Test
  void aStepInTheBackgroundHasAnAmpersand() throws Exception {
    assertEquals(
        new ActorStep("app", true, new Operation.Umount("/mnt")), step("app&: umount /mnt"));
  }

  @Test
  void anErrorNamesFileLineTextAndWhatWouldBeRight() {
    TranscriptSyntaxException e = error(HEAD + "\nd: poll dev soon in => none\n#! end\n");
    assertEquals(
        "t:3: 'soon': expected MILLISECONDS from 0 to 3600000;"
            + " usage: poll NAME MILLISECONDS [in]",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jump => ok",
        "a: jump => ok",
        "a: => ok",
        "=> ok",
        "a : sync => ok",
        "a/b: close dev => ok",
        "sleep => ok",
        "sleep 5",
        "sleep 5 6 => ok",
        "sleep -5 => ok",
        "a: write dev \"x => ok",
        "a: write dev \"\\q\" => ok",
        "a: write dev \"\\x4\" => ok",
        "a: write dev len=5 => ok",
        "a: write dev len=5 fill=100 => ok",
        "a: write dev \"${m1}\" => ok",
        "a: write dev \"${m1.size}\" => ok",
        "a: write dev \"${m1.id\" => ok",
        "a: chdir /x${m1.id} => ok",
        "a: open dev rx => ok",
        "a: pwrite f 0 5 => ok",
        "a: pwrite f 0 5 image= => ok",
        "a: pread f 0 99999999999 => ok",
        "a: serve dev => ok",
        "a: cat /f 5 => ok",
        "a: lseek f 0 => ok",
        "remountfs rx => ok",
        "trace off => ok",
        "setxattr /f 012 => ok",
        "setxattr /f 0g => ok",
        "statfs /cache => ok",
        "statfs /cache => bsize=4096 blocks=1 bfree=2 bavail=1 files=1 ffree=1",
        "  sync => ok",
        "#! kernel x  cache-fs y",
        "#! nonsense",
        "a: write dev \"\u20ac\" => 1",
      })
  void whatIsNotUnderstoodIsNeverSkipped(String line) {
    TranscriptSyntaxException e = error(HEAD + "# about\nsync => ok\n" + line + "\n#! end\n");
    assertEquals(4, e.line());
    assertEquals("t", e.file());
  }

  @Test
  void aTranscriptWithoutItsEndIsIncomplete() {
    TranscriptSyntaxException e = error(HEAD + "sync => ok\n");
    assertEquals(2, e.line());
    assertTrue(e.expected().contains("incomplete"), e.expected());
    assertTrue(error("").expected().contains("incomplete"));
    assertEquals(4, error(HEAD + "sync => ok\n#! end\nsync => ok\n").line());
  }

  @Test
  void theKernelMustBeNamedOnceAndFirst() {
    assertTrue(error("sync => ok\n#! end\n").expected().contains("#! kernel"));
    assertEquals(2, error(HEAD + HEAD + "#! end\n").line());
    assertEquals(2, error("sync => ok\n" + HEAD + "#! end\n").line());
  }

  @Test
  void linesMayEndAsOnWindows() throws Exception {
    Transcript t = Transcript.parse("t", (HEAD + "sync => ok\n#! end\n").replace("\n", "\r\n"));
    assertEquals(Outcome.of("ok"), t.steps().getFirst().expected());
  }

  @Test
  void theFreeCountsAreNumbers() {
    assertEquals(
        new StatFs(4096, 15349, 15343, 14197, 16384, 16373),
        FreeCounts.parse(
                Outcome.of(
                    "bsize=4096 blocks=15349 bfree=15343 bavail=14197 files=16384 ffree=16373"))
            .orElseThrow());
  }

  @Provide
  Arbitrary<String> nearlyLines() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "#! ",
            "kernel",
            "end",
            "cache-fs",
            "disk-mb",
            "d:",
            "a&:",
            " ",
            "\n",
            "  ",
            " => ",
            "=>",
            "\"",
            "\\",
            "\\x",
            "${m.",
            "id}",
            "${",
            "}",
            "write",
            "read",
            "as",
            "serve",
            "dir=",
            "idle=",
            "mount",
            "cat",
            "pwrite",
            "fill=",
            "len=",
            "lseek",
            "DATA",
            "0x",
            "-",
            "9999999999999999999",
            "statfs",
            "bsize=1 blocks=1 bfree=1 bavail=1 files=1 ffree=1",
            "join",
            "trace",
            "on",
            "ok",
            "/mnt",
            "server-file",
            "qid.path=",
            "\u0000",
            "\u20ac");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(3);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, pieces), net.jqwik.api.Tuple.of(1, any))
        .list()
        .ofMaxSize(40)
        .map(l -> String.join("", l));
  }

  @Property(tries = 3000)
  void anyTextIsReadOrRefusedWithItsLine(@ForAll("nearlyLines") String text) {
    for (String whole : List.of(text, HEAD + text + "\n#! end\n")) {
      try {
        Transcript.parse("t", whole);
      } catch (TranscriptSyntaxException e) {
        assertTrue(e.line() >= 1 && e.line() <= whole.split("\n", -1).length, () -> e.getMessage());
      }
    }
  }
}
