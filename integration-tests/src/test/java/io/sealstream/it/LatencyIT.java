package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command latency, far too short for its figures to mean anything. */
@Timeout(600)
class LatencyIT {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--rtt=5", "--quickstart"})
  void everyMessageOfTheQuickstartsPipelineIsTimed(String servers) throws Exception {
    BenchmarksJar benchmarks = new BenchmarksJar(folder);

    BenchmarksJar.Outcome outcome =
        benchmarks.run(
            "latency", servers, "--rate=20", "--warm-up=1", "--seconds=3", "--limit-ms=60000");

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.lines())
        .anyMatch(line -> line.matches("60 messages at 20/s, .*: p50 \\d+ ms, .* p99 \\d+ ms, .*"))
        .anyMatch(line -> line.startsWith("0 without a row; "));
    assertThat(benchmarks.left()).isEmpty();
  }
}
