package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the packaged plugin, with the jars that are packaged and no others. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a bash script")
class PiiLauncherIT {
  @TempDir private Path folder;

  private Path launcher;
  private Path keyset;

  @BeforeEach
  void setUp() throws Exception {
    launcher = Path.of(System.getProperty("plugin.folder"), "bin", "pii");
    keyset = folder.resolve("keyset.json");
    KeysetFiles.create(keyset, TestKeysets.goldenKeyset());
  }

  @Test
  void theArchiveHasNothingThatTheWorkerProvides() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("plugin.folder")))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.matches("(kafka|connect|jackson|slf4j).*"))
          .anyMatch(name -> name.startsWith("tink-"));
    }
  }

  @Test
  void itUnmasksThroughALinkAndFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);
    String line = TestKeysets.goldenKeyset().cipher("user").encrypt("Zoë €");

    Result result =
        run(line + "\n", link, "unmask", "--keyset-file", "keyset.json", "--domain", "user");

    Files.delete(link);
    assertThat(result).isEqualTo(new Result(0, "Zoë €\n", ""));
  }

  @Test
  void itCreatesAKeysetAndFailsInOneLineTheSecondTime() throws Exception {
    Result created = run("", launcher, "keyset", "create", "--out", "new.json");
    assertThat(created.exitCode()).isZero();
    assertThat(created.out()).matches("\\d+\\n");
    assertThat(KeysetFiles.read(folder.resolve("new.json")).primaryKeyId()).isPositive();

    assertThat(run("", launcher, "keyset", "create", "--out", "new.json"))
        .isEqualTo(
            new Result(
                1,
                "",
                "pii: the keyset file 'new.json' exists already, and a keyset is never"
                    + " overwritten\n"));
  }

  @Test
  void aClosedPipeLeavesNoTrace() throws Exception {
    Path script = folder.resolve("pipe.sh");
    Files.writeString(
        script,
        "yes '' | '%s' unmask --keyset-file keyset.json --domain ip | head -n 1\n"
            .formatted(launcher.toAbsolutePath()));
    assertThat(run("", Path.of("bash"), script.toString())).isEqualTo(new Result(0, "\n", ""));
  }

  private Result run(String input, Path command, String... args) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(command.getNameCount() > 1 ? command.toAbsolutePath().toString() : command.toString());
    line.addAll(List.of(args));
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    // The output's encoding must not follow the locale.
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private record Result(int exitCode, String out, String err) {}
}
