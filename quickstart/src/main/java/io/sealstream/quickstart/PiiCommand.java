package io.sealstream.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command line {@code pii} from its unpacked archive, run as users run it: each call is a
 * process of its own that is killed when it takes longer than a minute. Thread-safe.
 */
public final class PiiCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Path executable;
  private final Duration timeout;

  PiiCommand(Path executable, Duration timeout) {
    this.executable = executable;
    this.timeout = timeout;
  }

  /**
   * Unpacks the command.
   *
   * @param archives a folder with its archive
   * @param target an existing folder
   * @throws QuickstartException if no archive has an executable {@code bin/pii}
   */
  public static PiiCommand unpack(Path archives, Path target) {
    PluginArchives.unpackAll(archives, target);
    return in(target);
  }

  /**
   * Finds the unpacked command.
   *
   * @param commands a folder with one folder for each unpacked archive
   * @throws QuickstartException if none of them has an executable {@code bin/pii}
   */
  public static PiiCommand in(Path commands) {
    try (Stream<Path> folders = Files.list(commands)) {
      return folders
          .map(folder -> folder.resolve("bin").resolve("pii"))
          .filter(Files::isExecutable)
          .findFirst()
          .map(executable -> new PiiCommand(executable, TIMEOUT))
          .orElseThrow(() -> new QuickstartException("No archive has an executable bin/pii."));
    } catch (IOException e) {
      throw QuickstartException.of("The unpacked command is not readable", e);
    }
  }

  /**
   * Makes a new keyset.
   *
   * @param file where to write it; must not exist yet
   * @throws QuickstartException if the command fails
   */
  public void createKeyset(Path file) {
    run("", "keyset", "create", "--out", file.toString());
  }

  /**
   * Gives the clear text of values back.
   *
   * @param keyset the file of the keyset
   * @param domain the domain of the column, which is the name of the field it was made from
   * @param values masked values
   * @return one clear value for each, in their order, exactly as it was before it was masked
   * @throws QuickstartException if the command fails, as it does for a value with a line break
   */
  public List<String> unmask(Path keyset, String domain, List<String> values) {
    String input = String.join("\n", values) + "\n";
    String output = run(input, "unmask", "--keyset-file", keyset.toString(), "--domain", domain);
    List<String> clear = output.lines().toList();
    if (clear.size() != values.size()) {
      throw new QuickstartException(
          "pii unmask was given %s and answered with %s."
              .formatted(
                  Sentences.count(values.size(), "line"), Sentences.count(clear.size(), "line")));
    }
    return clear;
  }

  /** The line that does the same for one value in a shell. */
  String unmaskLine(Path keyset, String domain, String value) {
    return "echo '%s' | %s unmask --keyset-file %s --domain %s"
        .formatted(value, executable, keyset, domain);
  }

  private String run(String input, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(executable.toString()), Stream.of(arguments)).toList();
    String name = "pii " + arguments[0];
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.start();
      try {
        return outputOf(process, name, input);
      } finally {
        kill(process);
      }
    } catch (IOException | CompletionException e) {
      throw QuickstartException.of(name + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while " + name + " ran.", e);
    }
  }

  /** All three streams have a thread of their own, so that only the time-out limits the wait. */
  private String outputOf(Process process, String name, String input) throws InterruptedException {
    CompletableFuture.runAsync(() -> write(input, process.getOutputStream()), PiiCommand::inThread);
    var output =
        CompletableFuture.supplyAsync(() -> text(process.getInputStream()), PiiCommand::inThread);
    var errors =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), PiiCommand::inThread);
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new QuickstartException(
          name + " did not end within " + Terminal.seconds(timeout) + " and was killed.");
    }
    if (process.exitValue() != 0) {
      throw new QuickstartException(
          "%s failed with exit code %d: %s"
              .formatted(name, process.exitValue(), lastLine(errors.join())));
    }
    // Whatever inherited its output may hold it open still.
    return output.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Does nothing to a process that ended. A launcher that did not exec has a child. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void inThread(Runnable task) {
    Thread thread = new Thread(task, "pii-command");
    thread.setDaemon(true);
    thread.start();
  }

  private static void write(String input, OutputStream stream) {
    try (stream) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading everything; its exit code says whether that is right.
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
  }
}
