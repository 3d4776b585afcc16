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

/**
 * The benchmarks' jar, run as its users run it.
 *
 * @param folder an existing folder; everything that a run writes is below it
 */
record BenchmarksJar(Path folder) {

  private static final Path TARGET = Backends.PROJECT.resolve("benchmarks").resolve("target");

  /** How a run ended, and what it wrote. */
  record Outcome(int exit, List<String> lines, String errors) {}

  /** Runs a command to its end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
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
  List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("sealstream-")).toList();
    }
  }
}
