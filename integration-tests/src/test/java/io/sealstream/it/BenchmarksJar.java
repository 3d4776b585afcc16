package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The benchmarks' jar, run as its users run it.
 *
 * @param folder an existing folder; everything that a run writes is below it
 */
record BenchmarksJar(Path folder) {

  private static final Path TARGET = Backends.PROJECT.resolve("benchmarks").resolve("target");

  /** Of the run and all the processes that it starts: no figure of theirs is looked at. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /** How a run ended, and what it wrote. */
  record Outcome(int exit, List<String> lines, String errors) {}

  /**
   * A run that was told to end.
   *
   * @param processes those that it had started
   */
  record Interrupted(List<ProcessHandle> processes) {}

  /** Runs a command to its end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    try {
      assertThat(process.waitFor(780, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readAllLines(out()), errors());
  }

  /** Runs a command until it says this on its standard error, and tells it to end then. */
  Interrupted interruptAfter(String said, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(arguments);
    List<ProcessHandle> processes = List.of();
    try {
      await().atMost(Duration.ofSeconds(120)).until(() -> errors().contains(said));
      processes = process.descendants().toList();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
      return new Interrupted(processes);
    } finally {
      processes.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(String... arguments) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JDK_JAVA_OPTIONS", QUICK_START);
    return builder
        .redirectOutput(out().toFile())
        .redirectError(folder.resolve("errors.txt").toFile())
        .start();
  }

  private Path out() {
    return folder.resolve("out.txt");
  }

  /** Without what the launcher says of its options. */
  private String errors() throws IOException {
    return Files.readAllLines(folder.resolve("errors.txt")).stream()
        .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS"))
        .collect(Collectors.joining("\n"))
        .strip();
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
  List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("sealstream-")).toList();
    }
  }
}
