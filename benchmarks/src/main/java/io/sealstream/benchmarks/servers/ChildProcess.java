package io.sealstream.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of this benchmark's own. It is told to end by the end of its standard input, which comes
 * with the end of this process too, however that ends; and by a signal, when it does not listen.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final BufferedReader output;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts {@code java}; nobody listens to what it says.
   *
   * @param name for messages
   * @param arguments everything after {@code java}
   * @param log where its output goes, errors too
   */
  public static ChildProcess java(
      String name, List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = builder(arguments, log);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ChildProcess(name, builder.start());
  }

  /**
   * Starts another command of this module, on the class path of this process; what it says is read
   * by {@link #line}.
   *
   * @param log where its standard error goes
   */
  public static ChildProcess command(
      String name, Path log, List<String> jvmOptions, List<String> command) throws IOException {
    List<String> arguments = new ArrayList<>(jvmOptions);
    arguments.add("-cp");
    arguments.add(System.getProperty("java.class.path"));
    arguments.add("io.sealstream.benchmarks.Benchmarks");
    arguments.addAll(command);
    return new ChildProcess(name, builder(arguments, log).start());
  }

  private static ProcessBuilder builder(List<String> arguments, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /**
   * The next line of its standard output.
   *
   * @throws BenchmarkException when there is none, because it ended
   */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new BenchmarkException("The process of the " + name + " ended too early.");
    }
    return line;
  }

  /** Writes a line to its standard input. */
  public void tell(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Fails when it is gone. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new BenchmarkException(
          "The process of the %s ended with %d.".formatted(name, process.exitValue()));
    }
  }

  /** Ends it at once, and waits for its end. */
  void kill() throws IOException {
    process.destroyForcibly();
    close();
  }

  /** Ends it and waits for its end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
