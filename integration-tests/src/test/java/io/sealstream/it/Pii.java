package io.sealstream.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line of the packaged pii-mask-smt archive. */
final class Pii {

  private final Path launcher;

  private Pii(Path launcher) {
    this.launcher = launcher;
  }

  static Pii in(Path pluginPath) throws IOException {
    try (Stream<Path> files = Files.find(pluginPath, 3, (file, a) -> file.endsWith("bin/pii"))) {
      return new Pii(files.findFirst().orElseThrow());
    }
  }

  /** Runs a command that must succeed; returns what it printed. */
  String run(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("pii-", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + Files.readString(errors));
      }
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  /** Decrypts values of one domain. */
  List<String> unmask(Path keyset, String domain, List<String> values) throws Exception {
    String output =
        run(
            String.join("\n", values) + "\n",
            "unmask",
            "--keyset-file",
            keyset.toString(),
            "--domain",
            domain);
    return output.lines().toList();
  }
}
