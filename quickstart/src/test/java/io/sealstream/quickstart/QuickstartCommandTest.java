package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong command line says; nothing is started in any of these. */
class QuickstartCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aFileThatDoesNotExistIsOneSentence() {
    Path missing = folder.resolve("missing.jsonl");

    assertThat(run("--messages", missing.toString())).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("quickstart: The file of messages, " + missing + ", does not exist.\n");
  }

  @Test
  void aFolderIsNoFileOfMessages() {
    assertThat(run("--messages", folder.toString())).isEqualTo(1);
    assertThat(errors()).endsWith(", is a folder.\n");
  }

  @Test
  void aCountBelowOneIsRefused() {
    assertThat(run("--count", "0")).isEqualTo(2);
    assertThat(errors()).isEqualTo("quickstart: --count must be at least 1, not 0. See --help.\n");
  }

  @Test
  void aPortThatThereIsNotIsRefused() {
    assertThat(run("--metrics-port", "65536")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo("quickstart: --metrics-port must be from 1 to 65535, not 65536. See --help.\n");
  }

  @Test
  void thePortOfAnAgentThatNobodyStartedIsRefused() {
    assertThat(run("--metrics-port", "9404")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "quickstart: The agent of --metrics-port is not there: start this by bin/quickstart,"
                + " with the option on its command line. See --help.\n");
  }

  @Test
  void thePortOfTheAgentThatTheScriptStartedIsTaken() {
    System.setProperty("sealstream.metrics.port", "9404");
    try {
      assertThat(run("--metrics-port", "09404", "--messages", folder.toString())).isEqualTo(1);
      assertThat(errors()).as("what is wrong comes after it").endsWith(", is a folder.\n");
      assertThat(run("--metrics-port", "9405")).isEqualTo(2);
    } finally {
      System.clearProperty("sealstream.metrics.port");
    }
  }

  @Test
  void aCountThatIsNoNumberIsAUsageError() {
    assertThat(run("--count", "many")).isEqualTo(2);
    assertThat(errors()).startsWith("quickstart: Invalid value for option '--count'");
    assertThat(errors().lines()).hasSize(1);
  }

  @Test
  void aFileAndACountExcludeEachOther() {
    assertThat(run("--count", "5", "--messages", "x")).isEqualTo(2);
    assertThat(errors()).contains("mutually exclusive");
  }

  @Test
  void anUnknownSinkIsAUsageErrorThatNamesThoseThereAre() {
    assertThat(run("--sinks", "jdbc,kudu")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "quickstart: Invalid value for option '--sinks': 'kudu' is none of jdbc, file,"
                + " iceberg. See --help.\n");
  }

  @Test
  void theSinkWhoseRowsAreCountedCannotBeLeftOut() {
    assertThat(run("--sinks", "file,iceberg")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "quickstart: Invalid value for option '--sinks': jdbc must be among them, since its"
                + " rows are how messages are counted. See --help.\n");
  }

  @Test
  void whatAWorkerIsStartedWithIsNotForAWorkerThatIsUp() {
    assertThat(run("--servers", "servers.properties", "--exactly-once")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "quickstart: --exactly-once, --keep-running, --ui, --ui-port and --metrics-port are of"
                + " servers that this command starts: not with --servers. See --help.\n");
  }

  @Test
  void aPortThatThereIsNotIsFoundBeforeTheRun() {
    assertThat(run("--ui-port", "65536")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo("quickstart: --ui-port must be from 1 to 65535, not 65536. See --help.\n");
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(run("--frobnicate")).isEqualTo(2);
    assertThat(errors()).isEqualTo("quickstart: Unknown option: '--frobnicate'. See --help.\n");
  }

  @Test
  void aLogThatCannotBeWrittenIsFoundBeforeTheRun() {
    Path log = folder.resolve("no").resolve("servers.log");

    assertThat(run("--log-file", log.toString())).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "quickstart: The log cannot be written to "
                + log
                + ": its folder is missing or read-only.\n");
  }

  @Test
  void aReportThatCannotBeWrittenIsFoundBeforeTheRun() {
    assertThat(run("--report", folder.resolve("no").resolve("report.json").toString()))
        .isEqualTo(1);
    assertThat(errors()).endsWith("its folder is missing or read-only.\n");
  }

  @Test
  void aBadLineKeepsItsTextToItself() throws Exception {
    Path file = folder.resolve("latin1");
    Files.write(file, "secr\u00e9t".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(run("--messages", file.toString())).isEqualTo(1);
    assertThat(errors()).doesNotContain("secr").contains("Line 1").doesNotContain("\tat ");
  }

  @Test
  void theLogThatAFailedRunKeepsIsForItsOwnerOnly() throws Exception {
    Path log = Files.writeString(folder.resolve("quickstart.log"), "a line");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));

    Path kept = Quickstart.keep(log);

    try {
      assertThat(kept).hasContent("a line");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
          .isEqualTo("rw-------");
    } finally {
      Files.delete(kept);
    }
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 8];
    all[0] = "--connect-configs";
    all[1] = folder.toString();
    all[2] = "--plugin-archives";
    all[3] = folder.toString();
    all[4] = "--command-archives";
    all[5] = folder.toString();
    all[6] = "--sink-archives";
    all[7] = folder.toString();
    System.arraycopy(arguments, 0, all, 8, arguments.length);
    return Quickstart.run(Quickstart.plainTerminal(stream(out), stream(err)), all);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
