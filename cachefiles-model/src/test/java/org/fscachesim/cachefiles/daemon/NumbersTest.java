package org.fscachesim.cachefiles.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({"7%, 7", "010%, 10", "%, 0", "0%, 0", "18446744073709551626%, 10"})
  void percentagesAreDecimalAndWrap(String text, long value) throws Exception {
    assertEquals(value, Numbers.percent(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20", "-1%", "+1%", "0x10%", "abc", "54% ", "54%%", " 5%", "5 %"})
  void whatIsNoPercentageIsInvalid(String text) {
    assertEquals(
        Errno.EINVAL, assertThrows(ErrnoException.class, () -> Numbers.percent(text)).errno());
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "7, 7", "0x7, 7", "0X1f, 31", "017, 15", "4294967297, 1"})
  void masksHaveAnyBaseAndAreCut(String text, int value) throws Exception {
    assertEquals(value, Numbers.mask(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7x", "08", "0x", "-1", " 1"})
  void masksEndWithTheirDigits(String text) {
    assertEquals(
        Errno.EINVAL, assertThrows(ErrnoException.class, () -> Numbers.mask(text)).errno());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+0, 0",
    "4096, 4096",
    "0x1000, 4096",
    "0X1000, 4096",
    "010000, 4096",
    "+4096, 4096",
    "-4095, -4095",
    "-0x10, -16",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void sizesHaveAnyBaseAndSign(String text, long value) throws Exception {
    assertEquals(value, Numbers.signedLong(text));
  }

  @Test
  void oneNewlineIsForgiven() throws Exception {
    assertEquals(5, Numbers.signedLong("5\n"));
    assertThrows(ErrnoException.class, () -> Numbers.signedLong("5\n\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 10", "10 ", "10,11", "1e3", "-+5", "+-5", "--5", "0x", "x", "08"})
  void whatIsNoSizeIsInvalid(String text) {
    assertEquals(
        Errno.EINVAL, assertThrows(ErrnoException.class, () -> Numbers.signedLong(text)).errno());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999999x"})
  void whatDoesNotFitIsOutOfRange(String text) {
    assertEquals(
        Errno.ERANGE, assertThrows(ErrnoException.class, () -> Numbers.signedLong(text)).errno());
  }

  @Test
  void idsMayHave64Bits() throws Exception {
    assertEquals(-1L, Numbers.unsignedLong("18446744073709551615"));
    assertEquals(
        Errno.ERANGE,
        assertThrows(ErrnoException.class, () -> Numbers.unsignedLong("18446744073709551616"))
            .errno());
    assertEquals(
        Errno.EINVAL, assertThrows(ErrnoException.class, () -> Numbers.unsignedLong("-1")).errno());
  }

  @Property
  void everyLongIsReadBackInEachBase(@ForAll long value) throws Exception {
    assertEquals(value, Numbers.signedLong(Long.toString(value)));
    assertEquals(value, Numbers.unsignedLong(Long.toUnsignedString(value)));
    assertEquals(value, Numbers.unsignedLong("0x" + Long.toHexString(value)));
    assertEquals(value, Numbers.unsignedLong("0" + Long.toOctalString(value)));
  }

  @Property
  void noTextIsWorseThanAnErrno(@ForAll String text) {
    try {
      Numbers.signedLong(text);
      Numbers.percent(text);
      Numbers.mask(text);
    } catch (ErrnoException e) {
      assertEquals(true, e.errno() == Errno.EINVAL || e.errno() == Errno.ERANGE);
    }
  }
}
