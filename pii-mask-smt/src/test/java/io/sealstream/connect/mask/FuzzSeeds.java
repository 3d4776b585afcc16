package io.sealstream.connect.mask;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Where a fuzz test starts. JUnit shows a seed by its number, since a text may be blank or long.
 */
public final class FuzzSeeds {
  private FuzzSeeds() {}

  /** Seeds of a fuzz test with one parameter. */
  public static Stream<Arguments> texts(String... texts) {
    return numbered(Stream.of(texts).map(Arguments::of).toList());
  }

  /** The same arguments, the first of each named after its place. */
  public static Stream<Arguments> numbered(List<Arguments> seeds) {
    return IntStream.range(0, seeds.size()).mapToObj(i -> named(i + 1, seeds.get(i).get()));
  }

  private static Arguments named(int number, Object[] arguments) {
    Object[] all = arguments.clone();
    all[0] = Named.of("seed " + number, all[0]);
    return Arguments.of(all);
  }
}
