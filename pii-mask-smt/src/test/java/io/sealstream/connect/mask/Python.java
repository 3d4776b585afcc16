package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs programs in Python, for what must not depend on our own code.
 *
 * <p>A build needs no Python: without one that has the package cryptography the test that asks is
 * skipped, unless {@code -Dsealstream.python.required=true} says that it must run, as CI does.
 */
public final class Python {
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");
  private static final String NEEDED =
      "from cryptography.hazmat.primitives.ciphers.aead import AESSIV";

  private Python() {}

  /**
   * What a program prints, which must end well.
   *
   * @param folder a test's own, for its input and output
   * @param input what it reads from its standard input
   */
  public static String run(Path folder, Path program, String input, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(interpreter(), program.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("out");
    Path errors = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Files.writeString(folder.resolve("in"), input).toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(finish(process)).as("%s", Files.readString(errors)).isZero();
    return Files.readString(output);
  }

  private static String interpreter() throws InterruptedException {
    for (String candidate : CANDIDATES) {
      if (hasAesSiv(candidate)) {
        return candidate;
      }
    }
    assertThat(Boolean.getBoolean("sealstream.python.required"))
        .as("a Python 3 with the package cryptography is required, and there is none")
        .isFalse();
    return Assumptions.abort("no Python 3 with the package cryptography");
  }

  private static boolean hasAesSiv(String candidate) throws InterruptedException {
    try {
      return finish(
              new ProcessBuilder(candidate, "-c", NEEDED)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start())
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private static int finish(Process process) throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it takes longer than a minute");
    }
    return process.exitValue();
  }
}
