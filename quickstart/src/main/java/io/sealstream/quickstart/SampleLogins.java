package io.sealstream.quickstart;

import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Generated logins, the same ones for the same seed, and so in every run.
 *
 * <p>Every tenth or so comes from an address or a device that was seen before, so that there is
 * something for equal values to be equal to. The addresses are of 198.18.0.0/15, which RFC 2544
 * keeps for benchmarks: none of them is anybody's.
 */
public final class SampleLogins implements Messages {
  private static final long SEED = 20_260_101L;
  private static final int REPEAT_ONE_IN = 10;
  private static final int REMEMBERED = 1_000;
  private static final String[] LOCALES = {"RU", "PH", "DE", "BR", "US", "ID", "FR", "PL", "CN"};

  /** Two texts of one number: they must stay two texts. */
  private static final int SHORT_VERSION_AT = 3;

  private static final int LONG_VERSION_AT = 7;
  private static final int ODD_AT = 41;

  private final long count;
  private final boolean withOddOne;
  private final long seed;

  private SampleLogins(long count, boolean withOddOne, long seed) {
    this.count = count;
    this.withOddOne = withOddOne;
    this.seed = seed;
  }

  /** A hundred messages: 99 logins and one of another kind, which is no login. */
  public static SampleLogins sample() {
    return new SampleLogins(100, true, SEED);
  }

  /** Logins only, as many as are asked for. */
  public static SampleLogins logins(long count) {
    return new SampleLogins(count, false, SEED);
  }

  /** Other logins for each seed. */
  static SampleLogins others(long count, long seed) {
    return new SampleLogins(count, false, seed);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public String description() {
    return withOddOne ? "the project's sample" : "generated logins";
  }

  @Override
  public Stream<String> bodies() {
    Generator generator = new Generator(new Random(seed));
    return LongStream.range(0, count)
        .mapToObj(
            index ->
                withOddOne && index == ODD_AT
                    ? "{\"foo\": \"not_a_login\", \"bar\": \"456\"}"
                    : generator.next());
  }

  /** Holds what repeats; one for each pass, so that each pass is the same. */
  private static final class Generator {
    private final Random random;
    private final String[] ips = new String[REMEMBERED];
    private final String[] devices = new String[REMEMBERED];
    private long made;

    Generator(Random random) {
      this.random = random;
    }

    String next() {
      long index = made++;
      String locale =
          random.nextInt(10) < 3 ? "null" : '"' + LOCALES[random.nextInt(LOCALES.length)] + '"';
      return String.format(
          Locale.ROOT,
          "{\"user_id\": \"%s\", \"app_version\": \"%s\", \"device_type\": \"%s\", \"ip\": \"%s\","
              + " \"locale\": %s, \"device_id\": \"%s\"}",
          new UUID(random.nextLong(), random.nextLong()),
          version(index),
          random.nextBoolean() ? "android" : "ios",
          repeatOr(ips, index, ip()),
          locale,
          repeatOr(devices, index, device()));
    }

    private String version(long index) {
      int major = random.nextInt(6);
      int minor = random.nextInt(10);
      int patch = random.nextInt(10);
      if (index == SHORT_VERSION_AT) {
        return "2.0";
      }
      if (index == LONG_VERSION_AT) {
        return "2.00";
      }
      return patch < 3 ? major + "." + minor : major + "." + minor + "." + patch;
    }

    private String ip() {
      return "198."
          + (18 + random.nextInt(2))
          + "."
          + random.nextInt(256)
          + "."
          + random.nextInt(256);
    }

    private String device() {
      return String.format(
          Locale.ROOT,
          "%03d-%02d-%04d",
          random.nextInt(1_000),
          random.nextInt(100),
          random.nextInt(10_000));
    }

    private String repeatOr(String[] seen, long index, String fresh) {
      int known = (int) Math.min(index, seen.length);
      boolean repeat = known > 0 && random.nextInt(REPEAT_ONE_IN) == 0;
      String value = repeat ? seen[random.nextInt(known)] : fresh;
      seen[(int) (index % seen.length)] = value;
      return value;
    }
  }
}
