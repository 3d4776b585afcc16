package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the benchmarks' jar, far too short for their figures to mean anything. */
@Timeout(900)
class SourceBenchmarkIT {

  @TempDir private Path folder;

  @Test
  void measuresTheConnectorBesideTheRawLoop() throws Exception {
    BenchmarksJar.Outcome outcome =
        benchmarks()
            .run(
                "source",
                "--rtt=2",
                "--messages=1000",
                "--rounds=2",
                "--warm-up=1",
                "--raw=CRT",
                "--exactly-once",
                "--peer=SPRING",
                "--transforms");

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.lines())
        .anyMatch(line -> line.matches("\\| raw loop, crt, \\d+ at once .*"))
        .anyMatch(line -> line.matches("connector plain: [0-9.]+ of raw loop, crt, .*"))
        .anyMatch(line -> line.matches("connector plain: [0-9.]+ of Spring Cloud AWS, .* 2 rounds"))
        .anyMatch(
            line -> line.matches("connector plain, exactly once: [0-9.]+ of connector plain, .*"))
        .anyMatch(
            line ->
                line.matches(
                    "connector plain, exactly once: [0-9.]+ bytes of source offsets a message"))
        .anyMatch(
            line ->
                line.matches(
                    "login-source, as shipped: [0-9.]+ of login-source, no transforms, .* 2 rounds"));
    assertThat(outcome.lines())
        .filteredOn(line -> line.matches("\\| connector plain +\\|.*"))
        .singleElement()
        .satisfies(
            row -> {
              String[] cells = row.split("\\|");
              assertThat(Double.parseDouble(cells[3].strip()))
                  .as("requests a message: deletes of ten; a short round may begin with all held")
                  .isGreaterThan(0.05);
              assertThat(cells[4].strip()).as("redelivered").isEqualTo("0");
            });
    assertThat(benchmarks().left()).isEmpty();
  }

  @Test
  void drawsWhatItMeasures() throws Exception {
    Path out = folder.resolve("plots");

    BenchmarksJar.Outcome outcome =
        benchmarks()
            .run(
                "growth",
                "--only=TASKS,BACKLOGS",
                "--messages=1000",
                "--rounds=1",
                "--backlogs=100,2000",
                "--warm-up=1",
                "--out=" + out);

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.lines()).filteredOn(line -> line.matches("\\| [124] .*")).hasSize(3);
    assertThat(out.resolve("tasks.png")).isNotEmptyFile();
    assertThat(outcome.lines())
        .as("queues that were emptied to the end")
        .filteredOn(line -> line.matches("\\| (100|2,000) .*"))
        .hasSize(2)
        .last()
        .satisfies(
            row ->
                assertThat(Double.parseDouble(row.split("\\|")[6].strip()))
                    .as("requests a message: many to a receive and to a delete")
                    .isBetween(0.19, 1.5));
    assertThat(out.resolve("backlogs.png")).isNotEmptyFile();
    assertThat(benchmarks().left()).isEmpty();
  }

  @Test
  void anInterruptedRunLeavesNoProcessAndNoFolder() throws Exception {
    BenchmarksJar.Interrupted run =
        benchmarks()
            .interruptAfter("connector plain: warms up", "source", "--no-raw", "--warm-up=1");

    assertThat(run.processes()).as("rig, broker, worker").hasSizeGreaterThanOrEqualTo(3);
    assertThat(run.processes()).noneMatch(ProcessHandle::isAlive);
    assertThat(benchmarks().left()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsOneLine() throws Exception {
    Path none = folder.resolve("none.json");

    BenchmarksJar.Outcome outcome = benchmarks().run("source", "--connector=" + none);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errors()).isEqualTo(none + " cannot be read.");
  }

  private BenchmarksJar benchmarks() {
    return new BenchmarksJar(folder);
  }
}
