package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged command, with all that it can; each call is a process that has a minute. */
final class Pii {

  private final Path executable;
  private final Path scratch;
  private final Map<String, String> environment;

  private Pii(Path executable, Path scratch, Map<String, String> environment) {
    this.executable = executable;
    this.scratch = scratch;
    this.environment = environment;
  }

  static Pii of(Backends backends) throws IOException {
    return of(backends, Map.of());
  }

  static Pii of(Backends backends, Map<String, String> environment) throws IOException {
    return in(backends.folder(), environment);
  }

  /**
   * The command in the sub-folder {@code commands} of a folder, where it also puts what it reads
   * and writes.
   */
  static Pii in(Path folder, Map<String, String> environment) throws IOException {
    try (Stream<Path> archives = Files.list(folder.resolve("commands"))) {
      Path executable =
          archives
              .map(archive -> archive.resolve("bin/pii"))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      return new Pii(executable, folder, environment);
    }
  }

  /** The command's launcher. */
  Path executable() {
    return executable;
  }

  /** What a call answered; the error output is one line and a line break. */
  record Answer(int exitCode, String output, String errors) {}

  /** The output of a call that must succeed. */
  String run(String input, Object... arguments) throws Exception {
    Answer answer = call(input, arguments);
    assertThat(answer.exitCode()).as(answer.errors()).isZero();
    return answer.output();
  }

  Answer call(String input, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path in = Files.writeString(Files.createTempFile(scratch, "pii", ".in"), input);
    Path out = Files.createTempFile(scratch, "pii", ".out");
    Path err = Files.createTempFile(scratch, "pii", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Answer(process.exitValue(), text(out), text(err));
  }

  /** Creates a keyset file; returns its path. */
  Path createKeyset(Path file, Object... options) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("keyset", "create", "--out", file));
    arguments.addAll(List.of(options));
    run("", arguments.toArray());
    return file;
  }

  List<String> unmask(Path keyset, String domain, List<String> ciphertexts) throws Exception {
    return lines("unmask", keyset, domain, ciphertexts);
  }

  List<String> mask(Path keyset, String domain, List<String> texts) throws Exception {
    return lines("mask", keyset, domain, texts);
  }

  private List<String> lines(String command, Path keyset, String domain, List<String> lines)
      throws Exception {
    String input = String.join("\n", lines) + "\n";
    return run(input, command, "--keyset-file", keyset, "--domain", domain).lines().toList();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
