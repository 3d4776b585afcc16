package io.sealstream.benchmarks.source;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a subject did in each of its rounds. Between two rounds of the same number lie those of
 * other subjects, and no other round of these two.
 *
 * @param each at least one
 */
record Rounds(List<Measurement> each) {

  /** All rounds as one. */
  Measurement total() {
    return each.stream().reduce(Measurement::plus).orElseThrow();
  }

  String subject() {
    return each.get(0).subject();
  }

  /** Messages a second over all rounds, as a part of those of another. */
  double ratioTo(Rounds other) {
    return total().perSecond() / other.total().perSecond();
  }

  /** The same as a sentence, with the least and the most of the rounds where there are several. */
  String comparedWith(Rounds other) {
    String ratio =
        String.format(Locale.ROOT, "%s: %.2f of %s", subject(), ratioTo(other), other.subject());
    if (each.size() == 1) {
      return ratio;
    }
    double[] ratios =
        IntStream.range(0, each.size())
            .mapToDouble(i -> each.get(i).perSecond() / other.each.get(i).perSecond())
            .sorted()
            .toArray();
    return String.format(
        Locale.ROOT,
        "%s, %.2f to %.2f in %d rounds",
        ratio,
        ratios[0],
        ratios[ratios.length - 1],
        ratios.length);
  }
}
