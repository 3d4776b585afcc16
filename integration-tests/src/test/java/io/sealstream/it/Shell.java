package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which documented commands run as they stand, but for what a page can only name by
 * example: where servers are, versions, folders of an installation.
 */
final class Shell {

  private static final Map<String, String> KAFKA_TOOLS =
      Map.of(
          "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
          "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer",
          "connect-distributed.sh", "org.apache.kafka.connect.cli.ConnectDistributed");

  private final Path folder;
  private final Map<String, String> examples = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  /**
   * @param folder an existing one, in which the commands run
   * @param pii the command's launcher
   */
  Shell(Path folder, Path pii) throws IOException {
    this.folder = folder;
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(programs.resolve("pii"), pii);
    Path java = Path.of(System.getProperty("java.home"), "bin");
    for (Map.Entry<String, String> tool : KAFKA_TOOLS.entrySet()) {
      Path script =
          Files.writeString(
              programs.resolve(tool.getKey()),
              "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 ${KAFKA_OPTS:-} -cp \"$TOOLS_CLASS_PATH\" %s \"$@\"\n"
                  .formatted(java.resolve("java"), tool.getValue()));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    environment.put("TOOLS_CLASS_PATH", System.getProperty("java.class.path"));
    environment.put("JAVA_HOME", java.getParent().toString());
    environment.put(
        "PATH", programs + File.pathSeparator + java + File.pathSeparator + System.getenv("PATH"));
  }

  /** Puts {@code actual} where a page says {@code example}. */
  Shell where(String example, Object actual) {
    examples.put(example, actual.toString());
    return this;
  }

  /** Sets a variable of the environment. */
  Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** What a command printed; it must succeed within a minute, and complain of nothing. */
  String run(String command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = start(command, output);
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ends: " + command).isTrue();
    } finally {
      end(process);
    }
    String printed = Files.readString(output);
    assertThat(process.exitValue()).as(command + "\n" + printed).isZero();
    return printed;
  }

  /** Runs a command that ends when it is told to, until it has printed this. */
  void runUntil(String command, String said) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = start(command, output);
    try {
      await(command)
          .atMost(Duration.ofMinutes(3))
          .until(() -> !process.isAlive() || Files.readString(output).contains(said));
      assertThat(output).content().as(command).contains(said);
    } finally {
      end(process);
    }
  }

  /** Starts a server by a command, and waits for a text of its output; the caller ends it. */
  Process serve(String command, String ready) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = start(command, output);
    try {
      await(command)
          .atMost(Duration.ofMinutes(3))
          .until(() -> !process.isAlive() || Files.readString(output).contains(ready));
      assertThat(process.isAlive()).as(command + "\n" + Files.readString(output)).isTrue();
      return process;
    } catch (Throwable e) {
      end(process);
      throw e;
    }
  }

  static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  private Process start(String command, Path output) throws IOException {
    String text = command;
    for (Map.Entry<String, String> example : examples.entrySet()) {
      text = text.replace(example.getKey(), example.getValue());
    }
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", text)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
