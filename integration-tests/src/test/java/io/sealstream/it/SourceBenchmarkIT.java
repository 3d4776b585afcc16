package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the benchmarks' jar, far too short for their figures to mean anything. */
@Timeout(300)
class SourceBenchmarkIT {

  private static final Path TARGET = Backends.PROJECT.resolve("benchmarks").resolve("target");

  @TempDir private Path folder;

  @Test
  void measuresTheConnectorBesideTheRawLoop() throws Exception {
    Outcome outcome =
        run("source", "--rtt=2", "--messages=3000", "--warm-up=1", "--raw=NETTY", "--transforms");

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.lines())
        .anyMatch(line -> line.matches("\\| raw loop, netty, \\d+ at once .*"))
        .anyMatch(line -> line.matches("connector plain: [0-9.]+ of raw loop, netty, .*"))
        .anyMatch(
            line ->
                line.matches("login-source, as shipped: [0-9.]+ of login-source, no transforms"));
    assertThat(outcome.lines())
        .filteredOn(line -> line.startsWith("| connector plain"))
        .singleElement()
        .satisfies(row -> assertThat(row.split("\\|")[4].strip()).as("redelivered").isEqualTo("0"));
    assertThat(left()).isEmpty();
  }

  @Test
  void drawsWhatItMeasures() throws Exception {
    Path out = folder.resolve("plots");

    Outcome outcome =
        run("growth", "--only=TASKS", "--messages=1000", "--warm-up=1", "--out=" + out);

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.lines()).filteredOn(line -> line.matches("\\| [124] .*")).hasSize(3);
    assertThat(out.resolve("tasks.png")).isNotEmptyFile();
    assertThat(left()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsOneLine() throws Exception {
    Path none = folder.resolve("none.json");

    Outcome outcome = run("source", "--connector=" + none);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errors()).isEqualTo(none + " cannot be read.");
  }

  private record Outcome(int exit, List<String> lines, String errors) {}

  /** Everything that it writes is below the test's folder. */
  private Outcome run(String... arguments) throws IOException, InterruptedException {
    File out = folder.resolve("out.txt").toFile();
    File errors = folder.resolve("errors.txt").toFile();
    Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(errors).start();
    try {
      assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Outcome(
        process.exitValue(),
        Files.readAllLines(out.toPath()),
        Files.readString(errors.toPath()).strip());
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file -> file.getFileName().toString().matches("benchmarks-.*\\.jar"))
          .filter(file -> !file.toString().contains("sources"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What is left of a run but the JVM's own files. */
  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("sealstream-")).toList();
    }
  }
}
