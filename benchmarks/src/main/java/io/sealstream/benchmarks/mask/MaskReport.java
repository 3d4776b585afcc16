package io.sealstream.benchmarks.mask;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Relates the results of one run to the cipher's own time in it. The machine's speed, and what else
 * it was doing, is in both, so that the ratio says more than the time.
 */
public final class MaskReport {
  private static final String BASELINE = "cipherOnly";
  private static final String BASELINE_OF_ONE = "cipherOne";
  private static final String UNIT = "us/op";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** What is promised: at most so many times the cipher, and the record around it. */
  private static final double FACTOR = 1.25;

  private static final double MARGIN_MICROS = 0.3;

  private final List<RunResult> results;

  /**
   * @param results of benchmarks of this package, with the profiler {@code gc}
   */
  public MaskReport(Collection<RunResult> results) {
    this.results = List.copyOf(results);
  }

  /**
   * A line for each benchmark: median time, its ratio to the cipher's, bytes allocated. Below them,
   * whether MaskPii keeps its limit, where it was measured together with the cipher.
   */
  public List<String> lines() {
    return Stream.of(
            results.stream().map(this::line),
            limit("maskStruct", BASELINE),
            limit("maskOne", BASELINE_OF_ONE))
        .flatMap(lines -> lines)
        .toList();
  }

  /** Empty for what has no time in microseconds, such as a throughput. */
  private Stream<String> limit(String subject, String cipher) {
    return timed(subject).stream()
        .flatMap(
            mask -> timed(cipher).stream().map(raw -> limit(subject, mask, cipher, median(raw))));
  }

  private static String limit(String subject, RunResult mask, String cipher, double raw) {
    double limit = FACTOR * raw + MARGIN_MICROS;
    return String.format(
        Locale.ROOT,
        "%s: %.2f us, %s the limit of %.2f us (%.2f x %s + %.1f us)",
        subject,
        median(mask),
        median(mask) <= limit ? "within" : "ABOVE",
        limit,
        FACTOR,
        cipher,
        MARGIN_MICROS);
  }

  private Optional<RunResult> timed(String name) {
    return named(name).filter(result -> result.getPrimaryResult().getScoreUnit().equals(UNIT));
  }

  private Optional<RunResult> named(String name) {
    return results.stream().filter(result -> name(result).equals(name)).findFirst();
  }

  private String line(RunResult result) {
    String baseline = name(result).endsWith("One") ? BASELINE_OF_ONE : BASELINE;
    String ratio =
        named(baseline)
            .map(cipher -> String.format(Locale.ROOT, "%.2f", median(result) / median(cipher)))
            .orElse("-");
    return String.format(
        Locale.ROOT,
        "%-22s %7.2f %s   %5s x %s   %5.0f bytes",
        name(result),
        median(result),
        result.getPrimaryResult().getScoreUnit(),
        ratio,
        baseline,
        allocated(result));
  }

  private static String name(RunResult result) {
    String method = result.getParams().getBenchmark();
    return method.substring(method.lastIndexOf('.') + 1);
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** NaN where it was not measured. */
  private static double allocated(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return allocated == null ? Double.NaN : allocated.getScore();
  }
}
