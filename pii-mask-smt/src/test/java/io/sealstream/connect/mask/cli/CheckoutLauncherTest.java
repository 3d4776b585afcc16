package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checkout's own {@code bin/pii}, in a checkout of a few files, with a Maven that only says so.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a bash script")
class CheckoutLauncherTest {
  private static final Instant BUILT = Instant.parse("2026-05-01T12:00:00Z");
  private static final String MODULE = "pii-mask-smt/";
  private static final String UNPACKED = MODULE + "target/pii-mask-smt-1-cli/pii-mask-smt-1-cli";

  @TempDir private Path temporary;

  private Path root;
  private Path tools;

  @BeforeEach
  void setUp() throws Exception {
    root = Files.createDirectory(temporary.resolve("checkout"));
    tools = Files.createDirectory(temporary.resolve("tools"));
    script(root.resolve("bin/pii"), Files.readString(Path.of("../bin/pii")));
    for (String file :
        new String[] {
          "pom.xml", "build/x.xml", MODULE + "pom.xml", MODULE + "src/main/java/io/A.java"
        }) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), "");
    }
    maven(
        """
        echo "maven: $*"
        mkdir -p %s/bin
        printf '#!/bin/sh\\necho "new pii: $* $(cat)"\\n' > %s/bin/pii
        chmod +x %s/bin/pii
        """
            .formatted(UNPACKED, UNPACKED, UNPACKED));
    age(BUILT.minusSeconds(60));
  }

  @Test
  void itBuildsWhatWasNeverBuiltAndKeepsTheOutputClean() throws Exception {
    Result first = run();
    assertThat(first.out()).isEqualTo("new pii: unmask --domain ip input\n");
    assertThat(first.err())
        .isEqualTo(
            "pii: building it first, once\n"
                + "maven: -q -B -pl pii-mask-smt -Dmaven.test.skip=true package\n");
    assertThat(first.exitCode()).isZero();

    assertThat(run()).isEqualTo(new Result(0, first.out(), ""));
  }

  @Test
  void itBuildsNothingWhenNothingChanged() throws Exception {
    built();
    assertThat(run()).isEqualTo(new Result(0, "old pii\n", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MODULE + "src/main/java/io/A.java",
        MODULE + "src/main/java/io", // as after a file was removed from it
        MODULE + "pom.xml",
        "pom.xml",
        "build/x.xml"
      })
  void itBuildsAgainAfterAChange(String changed) throws Exception {
    built();
    Path dropped = Files.createFile(root.resolve(UNPACKED).resolve("dropped.jar"));
    touch(root.resolve(UNPACKED), BUILT);
    touch(root.resolve(changed), BUILT.plusSeconds(1));

    assertThat(run().out()).isEqualTo("new pii: unmask --domain ip input\n");
    assertThat(dropped).doesNotExist();
  }

  @Test
  void aTestThatChangedIsNoReasonToBuild() throws Exception {
    built();
    Files.createDirectories(root.resolve(MODULE + "src/test"));
    touch(root.resolve(MODULE + "src"), BUILT.plusSeconds(1));
    assertThat(run().out()).isEqualTo("old pii\n");
  }

  @Test
  void aBuildThatFailsEndsIt() throws Exception {
    maven("echo broken\nexit 3\n");
    assertThat(run())
        .isEqualTo(
            new Result(1, "", "pii: building it first, once\nbroken\npii: the build failed\n"));
  }

  /** A build of {@link #BUILT}. As with the real one, only the folder's own date says when. */
  private void built() throws IOException {
    script(root.resolve(UNPACKED).resolve("bin/pii"), "#!/bin/sh\necho old pii\n");
    age(BUILT.minusSeconds(60));
    touch(root.resolve(UNPACKED), BUILT);
  }

  private void maven(String text) throws IOException {
    script(tools.resolve("mvn"), "#!/bin/sh\n" + text);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void age(Instant time) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(file -> touch(file, time));
    }
  }

  private static void touch(Path file, Instant time) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the checkout's folder, where {@code bin/pii} is also the name of the script itself. */
  private Result run() throws Exception {
    Path in = Files.writeString(temporary.resolve("in"), "input\n");
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("bin/pii").toString(), "unmask", "--domain", "ip")
            .directory(root.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", tools + ":" + environment.get("PATH"));
    environment.put("LC_ALL", "C");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private record Result(int exitCode, String out, String err) {}
}
