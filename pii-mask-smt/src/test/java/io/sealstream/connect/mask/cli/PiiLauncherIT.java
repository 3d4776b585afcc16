package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiProcess.Result;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Both archives, and the launcher of the command with the jars that are packaged and no others. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a bash script")
class PiiLauncherIT {
  @TempDir private Path folder;

  private static final String PROBE =
      """
      public class Probe {
        public static void main(String[] args) throws Exception {
          System.out.println("probe sees "
              + Class.forName("io.sealstream.connect.mask.cli.Pii").getSimpleName());
        }
      }
      """;

  private Path launcher;
  private Path keyset;

  @BeforeEach
  void setUp() throws Exception {
    launcher = PiiProcess.launcher();
    keyset = folder.resolve("keyset.json");
    KeysetFiles.create(keyset, TestKeysets.goldenKeyset());
  }

  @Test
  void thePluginArchiveHasTheTransformAndTinkOnly() throws IOException {
    Map<String, Long> entries = entries("plugin.archive");
    entries.keySet().removeIf(name -> !name.startsWith("lib/"));
    assertThat(entries)
        .containsOnlyKeys(
            "lib/pii-mask-smt.jar", "lib/tink.jar", "lib/protobuf-java.jar", "lib/gson.jar")
        .allSatisfy((name, bytes) -> assertThat(bytes).isBetween(10_000L, 3_000_000L));
    assertThat(Files.size(archive("plugin.archive"))).isBetween(3_000_000L, 6_000_000L);
  }

  @Test
  void theArchiveOfTheCommandHasAllThatItRunsWithBesideJava() throws IOException {
    Map<String, Long> entries = entries("cli.archive");
    assertThat(entries.remove("bin/pii")).isBetween(500L, 2_000L);
    assertThat(entries)
        .containsOnlyKeys(
            "LICENSE",
            "lib/pii-mask-smt.jar",
            "lib/tink.jar",
            "lib/protobuf-java.jar",
            "lib/gson.jar",
            "lib/picocli.jar",
            "lib/fastcsv.jar",
            "lib/progressbar.jar",
            "lib/jline-terminal.jar",
            "lib/jline-native.jar",
            "lib/postgresql.jar",
            "lib/checker-qual.jar")
        .allSatisfy((name, bytes) -> assertThat(bytes).isBetween(10_000L, 3_000_000L));
    assertThat(Files.size(archive("cli.archive"))).isBetween(5_000_000L, 9_000_000L);
  }

  @Test
  void moreJarsCanBeGivenByTheEnvironment() throws Exception {
    Path shadow = Files.createDirectory(folder.resolve("more"));
    Files.writeString(shadow.resolve("Probe.java"), PROBE);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, shadow + "/Probe.java"))
        .isZero();
    Path script = folder.resolve("probe.sh");
    // The launcher's own class path, with another main class
    Files.writeString(
        script,
        "sed 's/io.sealstream.connect.mask.cli.Pii/Probe/; s|^home=.*|home=%s|' '%s' > probe\n"
                .formatted(launcher.getParent().getParent(), launcher)
            + "PII_CLASSPATH='%s' bash probe\n".formatted(shadow));
    assertThat(run("", Path.of("bash"), script.toString()))
        .isEqualTo(new Result(0, "probe sees Pii\n", ""));
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
  void aBarNeedsATerminalOf80Columns() throws Exception {
    String[] widths = {"79", "false", "80", "true", "0", "false"};
    for (int i = 0; i < widths.length; i += 2) {
      Result result =
          withFakeJava(
              "script -qec \"stty cols %s; '%s' --help\" /dev/null\n", widths[i], launcher);
      assertThat(result.out()).as(widths[i]).contains("-Dpii.terminal=" + widths[i + 1] + " ");
    }
    assertThat(withFakeJava("'%s' --help\n", launcher).out()).contains("-Dpii.terminal=false ");
  }

  /** Where the tests run on an older Java nothing else tells: it has no such warning. */
  @Test
  void aNewerJavaIsToldNotToWarnOfProtobuf() throws Exception {
    assertThat(withFakeJava("'%s' --help\n", launcher).out())
        .contains(" -Dsun.misc.unsafe.memory.access=allow ");
  }

  /** Runs a script with a Java that prints its arguments. */
  private Result withFakeJava(String text, Object... args) throws Exception {
    Files.writeString(folder.resolve("java"), "#!/bin/sh\necho \"$*\"\n");
    return script(
        "chmod +x java; unset JAVA_HOME; export TERM=xterm PATH=\"$PWD:$PATH\"\n" + text, args);
  }

  @Test
  void argumentsAreUtf8WhateverTheLocale() throws Exception {
    String expected = TestKeysets.goldenKeyset().cipher("größe").encrypt("x");
    for (String locale : new String[] {"C", "POSIX", "C.UTF-8", "absent.UTF-8"}) {
      Result result =
          script(
              "printf x | LC_ALL=%s '%s' mask --keyset-file keyset.json --domain \"$(printf"
                  + " 'gr\\303\\266\\303\\237e')\"\n",
              locale, launcher);
      // What bash says of a locale that does not exist goes to standard error.
      assertThat(result.out()).as(locale).isEqualTo(expected + "\n");
    }
    assertThat(
            script(
                "'%s' mask --keyset-file keyset.json --domain \"$(printf 'gr\\366e')\"\n",
                launcher))
        .isEqualTo(
            new Result(
                2,
                "",
                "pii: an argument is not text in the encoding of the locale; set one of UTF-8, such"
                    + " as LC_ALL=C.UTF-8; see pii --help\n"));
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

  private Result script(String text, Object... args) throws Exception {
    Path script = Files.writeString(folder.resolve("script.sh"), text.formatted(args));
    return run("", Path.of("bash"), script.toString());
  }

  private static Path archive(String property) {
    return Path.of(System.getProperty(property));
  }

  /** The files of an archive below its one folder, without versions, with their sizes. */
  private static Map<String, Long> entries(String property) throws IOException {
    Map<String, Long> entries = new HashMap<>();
    try (ZipFile zip = new ZipFile(archive(property).toFile())) {
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .forEach(
              entry -> {
                String name = entry.getName().replaceFirst("^[^/]*/", "");
                entries.put(name.replaceFirst("-\\d.*\\.jar$", ".jar"), entry.getSize());
              });
    }
    return entries;
  }

  private Result run(String input, Path command, String... args) throws Exception {
    String[] all = new String[args.length + 1];
    all[0] = command.getNameCount() > 1 ? command.toAbsolutePath().toString() : command.toString();
    System.arraycopy(args, 0, all, 1, args.length);
    return PiiProcess.run(folder, input, all);
  }
}
