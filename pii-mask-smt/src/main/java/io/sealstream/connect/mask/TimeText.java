package io.sealstream.connect.mask;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Date;
import java.util.Locale;

/**
 * Dates and times in ISO 8601, in UTC. Connect has all three as {@link Date}, whose milliseconds
 * are all that counts: a java.sql.Timestamp has the text of its milliseconds, as it has in
 * Connect's converters. A year after 9999 has a plus sign, one before 0 a minus sign.
 */
@SuppressWarnings("JavaUtilDate") // The class is Connect's choice.
enum TimeText implements ValueText {
  /** {@code 2026-11-23}; midnight, as Connect asks for. */
  DATE("Date") {
    @Override
    String format(long millis) {
      if (Math.floorMod(millis, MILLIS_PER_DAY) != 0) {
        throw TextProblems.unexpected("a Date at midnight UTC", "one with a time of day");
      }
      return DATE_FORMAT.format(LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY)));
    }

    @Override
    long parse(String text) {
      return Math.multiplyExact(LocalDate.parse(text, DATE_FORMAT).toEpochDay(), MILLIS_PER_DAY);
    }
  },

  /** {@code 19:18:41.123}; on the first day of 1970, as Connect asks for. */
  TIME("Time") {
    @Override
    String format(long millis) {
      if (millis < 0 || millis >= MILLIS_PER_DAY) {
        throw TextProblems.unexpected("a Time within one day", "one outside it");
      }
      return TIME_FORMAT.format(LocalTime.ofNanoOfDay(millis * NANOS_PER_MILLI));
    }

    @Override
    long parse(String text) {
      return LocalTime.parse(text, TIME_FORMAT).toNanoOfDay() / NANOS_PER_MILLI;
    }
  },

  /** {@code 2026-11-23T19:18:41.123Z}; any millisecond of a long. */
  TIMESTAMP("Timestamp") {
    @Override
    String format(long millis) {
      return TIMESTAMP_FORMAT.format(
          LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    @Override
    long parse(String text) {
      return LocalDateTime.parse(text, TIMESTAMP_FORMAT).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
  };

  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  // The locale of the JVM must not choose the digits.
  private static final DateTimeFormatter DATE_FORMAT =
      DateTimeFormatter.ISO_LOCAL_DATE.withLocale(Locale.ROOT);
  private static final DateTimeFormatter TIME_FORMAT =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss.SSS")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter TIMESTAMP_FORMAT =
      new DateTimeFormatterBuilder()
          .append(DATE_FORMAT)
          .appendLiteral('T')
          .append(TIME_FORMAT)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final String label;

  TimeText(String label) {
    this.label = label;
  }

  abstract String format(long millis);

  /**
   * Milliseconds since 1970.
   *
   * @throws DateTimeException when the text is no such time
   * @throws ArithmeticException when a long has no room for it
   */
  abstract long parse(String text);

  @Override
  public String write(Object value) {
    if (value instanceof Date date) {
      return format(date.getTime());
    }
    throw TextProblems.wrongType(label, value);
  }

  @Override
  public Object read(String text) {
    try {
      long millis = parse(text);
      // Strict formatters know one spelling only, as far as is known; the contract is checked here.
      if (format(millis).equals(text)) {
        return new Date(millis);
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Falls through: the message of the first quotes the text.
    }
    throw TextProblems.notTheTextOf("a " + label);
  }
}
