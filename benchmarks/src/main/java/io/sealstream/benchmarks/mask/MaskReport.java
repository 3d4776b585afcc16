package io.sealstream.benchmarks.mask;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Relates the results of one run to the cipher's own time in it. The machine's speed, and what else
 * it was doing, is in both, so that the ratio says more than the time.
 */
public final class MaskReport {
  private static final String BASELINE = "cipherOnly";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final List<RunResult> results;

  /**
   * @param results of benchmarks of this package, with the profiler {@code gc}
   */
  public MaskReport(Collection<RunResult> results) {
    this.results = List.copyOf(results);
  }

  /** A line for each benchmark: median time, its ratio to the cipher's, bytes allocated. */
  public List<String> lines() {
    Optional<RunResult> baseline =
        results.stream().filter(result -> name(result).equals(BASELINE)).findFirst();
    return results.stream().map(result -> line(result, baseline)).toList();
  }

  private static String line(RunResult result, Optional<RunResult> baseline) {
    String ratio =
        baseline
            .map(cipher -> String.format(Locale.ROOT, "%.2f", median(result) / median(cipher)))
            .orElse("-");
    return String.format(
        Locale.ROOT,
        "%-22s %7.2f %s   %5s x %s   %5.0f bytes",
        name(result),
        median(result),
        result.getPrimaryResult().getScoreUnit(),
        ratio,
        BASELINE,
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
