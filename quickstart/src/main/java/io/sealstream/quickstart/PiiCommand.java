package io.sealstream.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line {@code pii} of the unpacked plugin, run as users run it. */
final class PiiCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Path executable;

  private PiiCommand(Path executable) {
    this.executable = executable;
  }

  /**
   * Finds {@code bin/pii} in an unpacked plugin.
   *
   * @throws QuickstartException if no plugin has it
   */
  static PiiCommand in(Path pluginPath) {
    try (Stream<Path> plugins = Files.list(pluginPath)) {
      return plugins
          .map(plugin -> plugin.resolve("bin").resolve("pii"))
          .filter(Files::isExecutable)
          .findFirst()
          .map(PiiCommand::new)
          .orElseThrow(
              () -> new QuickstartException("No plugin archive has an executable bin/pii."));
    } catch (IOException e) {
      throw QuickstartException.of("The unpacked plugins are not readable", e);
    }
  }

  /** Makes a new keyset in a file that must not exist yet. */
  void createKeyset(Path file) {
    run("", "keyset", "create", "--out", file.toString());
  }

  /**
   * Gives the clear text of a value back.
   *
   * @param domain the domain of the column, which is the name of the field it was made from
   */
  String unmask(Path keyset, String domain, String value) {
    return run(value + "\n", "unmask", "--keyset-file", keyset.toString(), "--domain", domain)
        .strip();
  }

  /** The line that does the same in a shell. */
  String unmaskLine(Path keyset, String domain, String value) {
    return "echo '%s' | %s unmask --keyset-file %s --domain %s"
        .formatted(value, executable, keyset, domain);
  }

  private String run(String input, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(executable.toString()), Stream.of(arguments)).toList();
    String name = "pii " + arguments[0];
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      CompletableFuture<String> errors =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = text(process.getInputStream());
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new QuickstartException(name + " did not end within " + TIMEOUT.toSeconds() + " s.");
      }
      if (process.exitValue() != 0) {
        throw new QuickstartException(
            "%s failed with exit code %d: %s"
                .formatted(name, process.exitValue(), lastLine(errors.join())));
      }
      return output;
    } catch (IOException e) {
      throw QuickstartException.of(name + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while " + name + " ran.", e);
    }
  }

  private static String text(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
  }
}
