package io.sealstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BenchmarksTest {

  private final StringWriter out = new StringWriter();

  @Test
  void helpSaysWhatARunningRigCanBeTold() {
    assertThat(run("rig", "--help")).isZero();

    assertThat(out.toString())
        .contains("--rtt", "--queue", "/rig/stats", "/rig/settings", "PARTIAL_BATCH");
  }

  @Test
  void aRigRunsUntilItIsInterrupted() throws InterruptedException {
    Thread running = new Thread(() -> run("rig", "--queue", "a", "--queue", "b.fifo"));
    running.start();
    try {
      await().atMost(Duration.ofSeconds(50)).until(() -> out.toString().contains("b.fifo"));
    } finally {
      running.interrupt();
      running.join();
    }

    assertThat(out.toString().lines())
        .satisfiesExactly(
            endpoint -> assertThat(endpoint).startsWith("http://127.0.0.1:"),
            url -> assertThat(url).endsWith("/000000000000/a"),
            url -> assertThat(url).endsWith("/000000000000/b.fifo"));
  }

  /** No figure: the machine may be busy. It must empty the queue and say how fast. */
  @Test
  void speedIsMeasuredOnAQueueThatIsEmptiedToTheLastMessage() {
    run("rig-speed", "--messages", "2000", "--connections", "4");

    assertThat(out.toString()).contains("requests/s").contains("2,000 messages deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "latency, --rate=0",
    "latency, --seconds=0",
    "latency, --warm-up=-1",
    "latency, --rtt=-0.5",
    "source, --rounds=0",
    "growth, --messages=0",
    "growth, --rounds=0",
    "growth, --backlogs=0",
    "growth, --warm-up=0",
    "growth, --at-most=0",
  })
  void anOptionOutOfRangeIsRefused(String command, String option) {
    assertThat(run(command, option)).isEqualTo(2);

    assertThat(out.toString())
        .startsWith(option.substring(0, option.indexOf('=')) + " must be at least ");
  }

  @Test
  void aReportThatIsNotThereIsOneLine(@TempDir Path folder) {
    Path none = folder.resolve("none.json");

    assertThat(run("latency", "--running=" + none)).isEqualTo(1);

    assertThat(out.toString().strip()).isEqualTo(none + " cannot be read.");
  }

  private int run(String... args) {
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(args);
  }
}
