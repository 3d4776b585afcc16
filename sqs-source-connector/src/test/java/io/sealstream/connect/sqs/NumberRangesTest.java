package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NumberRangesTest {

  private static NumberRanges of(Iterable<Long> numbers) {
    NumberRanges ranges = new NumberRanges();
    numbers.forEach(ranges::add);
    return ranges;
  }

  @Test
  void writesWhatFollowsOnAsARange() {
    NumberRanges ranges = new NumberRanges();
    ranges.add(3);
    ranges.add(4);
    ranges.add(5);
    ranges.add(9);

    assertThat(ranges).hasToString("3-5,9");
    assertThat(ranges.contains(4)).isTrue();
    assertThat(ranges.contains(6)).isFalse();
    assertThat(new NumberRanges()).hasToString("");
  }

  @Property
  void staysShortAndLosesNothing(
      @ForAll @Size(max = 200) Set<@LongRange(min = 1, max = 5000) Long> any) {
    TreeSet<Long> numbers = new TreeSet<>(any);
    String text = of(numbers).toString();
    NumberRanges read = NumberRanges.parse(text);

    assertThat(numbers).allMatch(read::contains);
    assertThat(text.split(",", -1)).hasSizeLessThanOrEqualTo(16);
    assertThat(read).hasToString(text);
    long ranges = numbers.stream().filter(n -> !numbers.contains(n - 1)).count();
    if (ranges <= 16) {
      assertThat(read.contains(0)).isFalse();
      for (long number = 1; number <= 5001; number++) {
        assertThat(read.contains(number)).isEqualTo(numbers.contains(number));
      }
    }
  }
}
