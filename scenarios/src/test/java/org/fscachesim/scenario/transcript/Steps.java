package org.fscachesim.scenario.transcript;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Generates steps of every kind.
final class Steps {
  private Steps() {}

  private static final String NAME_CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

  private static final Arbitrary<String> NAME =
      Arbitraries.strings().withChars(NAME_CHARACTERS).ofMinLength(1).ofMaxLength(5);
  private static final Arbitrary<Character> BYTE =
      Arbitraries.chars().range('\0', 'ÿ').edgeCases(e -> e.add('$', '{', '}', '"', '\\', '='));
  private static final Arbitrary<String> BYTES = BYTE.list().ofMaxSize(8).map(Steps::join);
  private static final Arbitrary<String> PATH = BYTES.map(s -> "/" + s);
  private static final Arbitrary<Field> FIELD = Arbitraries.of(Field.class);
  private static final Arbitrary<Reference> REFERENCE =
      Combinators.combine(NAME, FIELD).as(Reference::new);
  private static final Arbitrary<Amount> AMOUNT =
      Arbitraries.oneOf(
          Arbitraries.longs().map(Amount.Literal::new), REFERENCE.map(r -> (Amount) r));
  private static final Arbitrary<Amount> TRANSFER =
      Arbitraries.oneOf(
          Arbitraries.longs().between(0, Arguments.MAX_TRANSFER).map(Amount.Literal::new),
          REFERENCE.map(r -> (Amount) r));
  private static final Arbitrary<Text> TEXT =
      Arbitraries.oneOf(BYTES.map(Text.Literal::new), REFERENCE.map(r -> (Text.Part) r))
          .list()
          .ofMaxSize(4)
          .map(Text::new);
  private static final Arbitrary<Integer> BYTE_VALUE = Arbitraries.integers().between(0, 255);
  private static final Arbitrary<Long> SIZE =
      Arbitraries.longs().between(0, Arguments.MAX_TRANSFER);
  private static final Arbitrary<Long> MILLIS = Arbitraries.longs().between(0, 3_600_000);
  private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);

  private static String join(List<Character> characters) {
    StringBuilder joined = new StringBuilder();
    characters.forEach(joined::append);
    return joined.toString();
  }

  static Arbitrary<Step> any() {
    return Arbitraries.oneOf(
        Combinators.combine(NAME, FLAG, operation()).as(ActorStep::new), directive());
  }

  private static Arbitrary<Operation> operation() {
    List<Arbitrary<? extends Operation>> kinds =
        List.of(
            Combinators.combine(NAME, Arbitraries.of(OpenMode.class), PATH).as(Operation.Open::new),
            NAME.map(n -> new Operation.Open(n, OpenMode.READ_WRITE, Operation.Open.DEVICE)),
            NAME.map(Operation.Close::new),
            Combinators.combine(NAME, NAME).as(Operation.Dup::new),
            Combinators.combine(NAME, TEXT).as(Operation.Write::new),
            Combinators.combine(NAME, SIZE, BYTE_VALUE).as(Operation.WriteFill::new),
            Combinators.combine(NAME, SIZE, NAME.injectNull(0.3)).as(Operation.Read::new),
            Combinators.combine(NAME, MILLIS, FLAG).as(Operation.Poll::new),
            Combinators.combine(NAME, AMOUNT, NAME).as(Operation.Copen::new),
            Combinators.combine(NAME, NAME.injectNull(0.5), PATH).as(Operation.Fill::new),
            Combinators.combine(NAME, NAME.injectNull(0.5)).as(Operation.Cread::new),
            Combinators.combine(NAME, AMOUNT, TRANSFER, content()).as(Operation.Pwrite::new),
            Combinators.combine(NAME, AMOUNT)
                .as((n, o) -> new Operation.Pwrite(n, o, Amount.of(0), new Content.None())),
            Combinators.combine(NAME, AMOUNT, TRANSFER).as(Operation.Pread::new),
            Combinators.combine(NAME, AMOUNT, Arbitraries.integers().between(-1, 9))
                .as(Operation.Lseek::new),
            Combinators.combine(
                    NAME,
                    Arbitraries.longs()
                        .between(0, 0xffff_ffffL)
                        .edgeCases(e -> e.add(Operation.Ioctl.READ_COMPLETE)),
                    AMOUNT)
                .as(Operation.Ioctl::new),
            Combinators.combine(NAME, AMOUNT).as(Operation.Ftruncate::new),
            Combinators.combine(
                    NAME, Arbitraries.longs().between(0, Integer.MAX_VALUE), AMOUNT, AMOUNT)
                .as(Operation.Fallocate::new),
            NAME.map(Operation.Fsync::new),
            NAME.map(Operation.Mmap::new),
            NAME.map(Operation.Fstat::new),
            NAME.map(Operation.Getfl::new),
            NAME.map(Operation.Link::new),
            Combinators.combine(
                    NAME,
                    Arbitraries.oneOf(
                        PATH.map(p -> (ServeSource) new ServeSource.Directory(p)),
                        PATH.map(p -> (ServeSource) new ServeSource.Image(p))),
                    MILLIS,
                    Arbitraries.longs().greaterOrEqual(1).injectNull(0.5))
                .as(Operation.Serve::new),
            PATH.map(Operation.Chdir::new),
            Combinators.combine(BYTES, BYTES, PATH, BYTES).as(Operation.Mount::new),
            PATH.map(Operation.Umount::new),
            Combinators.combine(
                    PATH, AMOUNT, AMOUNT, Arbitraries.longs().between(1, Arguments.MAX_TRANSFER))
                .as(Operation.Cat::new),
            PATH.map(p -> new Operation.Cat(p, Amount.of(0), null, Operation.Cat.CHUNK)),
            PATH.map(Operation.Stat::new),
            PATH.map(Operation.Names::new),
            Combinators.combine(PATH, AMOUNT).as(Operation.Truncate::new),
            Combinators.combine(PATH, AMOUNT, TRANSFER, BYTE_VALUE).as(Operation.WriteFile::new));
    return Arbitraries.of(kinds).flatMap(kind -> kind.map(o -> (Operation) o));
  }

  private static Arbitrary<Content> content() {
    return Arbitraries.oneOf(
        BYTE_VALUE.map(v -> (Content) new Content.Fill(v)),
        PATH.map(p -> (Content) new Content.Image(p)));
  }

  private static Arbitrary<Step> directive() {
    List<Arbitrary<? extends Directive>> kinds =
        List.of(
            MILLIS.map(Directive.Sleep::new),
            Arbitraries.of(
                new Directive.Sync(),
                new Directive.Unballast(),
                new Directive.TraceOn(),
                new Directive.TraceDump(),
                new Directive.Remountfs(true),
                new Directive.Remountfs(false)),
            NAME.map(Directive.Kill::new),
            Combinators.combine(NAME, MILLIS).as(Directive.Join::new),
            NAME.map(n -> new Directive.Join(n, Directive.Join.MILLIS)),
            Combinators.combine(NAME, NAME, NAME).as(Directive.Give::new),
            PATH.map(Directive.Ls::new),
            PATH.map(Directive.Proc::new),
            PATH.map(Directive.Statfs::new),
            Arbitraries.longs().greaterOrEqual(0).map(Directive.Ballast::new),
            PATH.map(Directive.Crc::new),
            PATH.map(Directive.Exists::new),
            PATH.map(Directive.Extents::new),
            Combinators.combine(PATH, PATH.injectNull(0.5)).as(Directive.Xattr::new),
            Combinators.combine(PATH, Arbitraries.of("", "00", "0aFF")).as(Directive.Setxattr::new),
            Combinators.combine(BYTES, PATH).as(Directive.Echo::new),
            PATH.map(Directive.Rm::new),
            PATH.map(Directive.Mkdir::new),
            Combinators.combine(PATH, Arbitraries.longs().greaterOrEqual(0))
                .as(Directive.Mkfile::new),
            Combinators.combine(PATH, PATH).as(Directive.Cp::new),
            Combinators.combine(PATH, PATH).as(Directive.Rename::new));
    return Arbitraries.of(kinds).flatMap(kind -> kind.map(d -> (Step) d));
  }
}
