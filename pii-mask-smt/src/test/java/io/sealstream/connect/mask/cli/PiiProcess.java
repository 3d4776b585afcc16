package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged launcher, or what calls it, as a process of its own. Closing it kills it. */
final class PiiProcess implements AutoCloseable {
  private static final long SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  private PiiProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What a process did. */
  record Result(int exitCode, String out, String err) {}

  /** The launcher in the unpacked archive. */
  static Path launcher() {
    return Path.of(System.getProperty("cli.folder"), "bin", "pii").toAbsolutePath();
  }

  /** Starts a command in a folder, where its streams are files as well. */
  static PiiProcess start(
      Path folder, String input, Map<String, String> environment, List<String> command)
      throws IOException {
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    // The output's encoding must not follow the locale.
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    return new PiiProcess(builder.start(), out, err);
  }

  /** Runs a command to its end. */
  static Result run(Path folder, String input, String... command) throws Exception {
    try (PiiProcess process = start(folder, input, Map.of(), List.of(command))) {
      return process.result();
    }
  }

  /** Runs the launcher to its end. */
  static Result pii(Path folder, Map<String, String> environment, String... args) throws Exception {
    try (PiiProcess process = start(folder, "", environment, launcherWith(args))) {
      return process.result();
    }
  }

  static List<String> launcherWith(String... args) {
    return Stream.concat(Stream.of(launcher().toString()), Stream.of(args)).toList();
  }

  /**
   * The launcher with arguments, so that it takes an INT: what a shell starts in the background
   * ignores that signal, a build as well, and all that a build starts.
   */
  static List<String> interruptible(String... args) throws Exception {
    List<String> reset = List.of("env", "--default-signal=INT");
    int exitCode =
        new ProcessBuilder(Stream.concat(reset.stream(), Stream.of("true")).toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    // An env that does not know the option is that of a system where only a shell's job can do it.
    Stream<String> before = exitCode == 0 ? reset.stream() : Stream.empty();
    return Stream.concat(before, launcherWith(args).stream()).toList();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, such as INT for Ctrl-C, and waits for the end. */
  Result signal(String name) throws Exception {
    int sent =
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start().waitFor();
    assertThat(sent).isZero();
    return result();
  }

  Result result() throws Exception {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
