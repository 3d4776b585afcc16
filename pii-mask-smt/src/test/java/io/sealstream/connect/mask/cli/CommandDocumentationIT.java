package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/pii-command.md, run one after the other as they stand there; and the one of
 * docs/pii.md that reads a table.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a bash script")
class CommandDocumentationIT {
  private static final Path PAGE = Path.of("../docs/pii-command.md");
  private static final Path OVERVIEW = Path.of("../docs/pii.md");

  /** Stands for the random id of the newest key. */
  private static final String NEW_ID = "3141592653";

  @TempDir private Path folder;
  private Path workplace;
  private PostgresServer server;
  private String newestId = NEW_ID;

  /** A command and what it prints on both streams. */
  private record Example(String command, List<String> output) {}

  @BeforeEach
  void setUp() throws Exception {
    workplace = Files.createDirectory(folder.resolve("workplace"));
    KeysetFiles.create(workplace.resolve("keyset.json"), TestKeysets.goldenKeyset());
    Path bin = Files.createDirectory(workplace.resolve("bin"));
    Path pii = bin.resolve("pii");
    Files.writeString(pii, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(PiiProcess.launcher()));
    Files.setPosixFilePermissions(pii, PosixFilePermissions.fromString("rwx------"));
    Path password = Files.writeString(workplace.resolve("db-password"), PostgresServer.PASSWORD);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));

    server = PostgresServer.start(Files.createDirectory(folder.resolve("postgres")));
    DeterministicCipher ip = TestKeysets.goldenKeyset().cipher("ip");
    DeterministicCipher device = TestKeysets.goldenKeyset().cipher("device_id");
    server.execute(
        "CREATE TABLE user_logins (user_id text PRIMARY KEY, masked_ip varchar(256),"
            + " masked_device_id varchar(256))",
        "INSERT INTO user_logins VALUES ('u1', '%s', '%s'), ('u2', NULL, NULL), ('u3', '%s', NULL)"
            .formatted(
                ip.encrypt("203.0.113.7"),
                device.encrypt("593-47-5928"),
                ip.encrypt("198.51.100.23")));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void everyExampleDoesWhatThePageSays() throws Exception {
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThan(15);
    for (Example example : examples) {
      assertThat(run(example)).as(example.command()).isEqualTo(example.output());
    }
  }

  @Test
  void theOverviewsExampleReadsTheTable() throws Exception {
    String command =
        indented("### From PostgreSQL")
            .replace("PII_JDBC_PASSWORD=...", "PII_JDBC_PASSWORD=" + PostgresServer.PASSWORD)
            .replace("jdbc:postgresql://db/logins", server.url())
            .replace("--user analyst", "--user " + PostgresServer.GUARDED);
    assertThat(run(new Example(command, List.of())))
        .containsExactly(
            "user_id,masked_ip,masked_device_id",
            "u1,203.0.113.7,593-47-5928",
            "u2,,",
            "u3,198.51.100.23,");
  }

  /** What stands indented below a heading of the overview. */
  private static String indented(String heading) throws Exception {
    return Files.readAllLines(OVERVIEW).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("    "))
        .collect(Collectors.joining("\n"));
  }

  private List<String> run(Example example) throws Exception {
    String command =
        example
            .command()
            .replace(NEW_ID, newestId)
            .replace("jdbc:postgresql://localhost:5432/app", server.url())
            .replace("--user app", "--user " + PostgresServer.GUARDED);
    String path = workplace.resolve("bin") + ":" + System.getenv("PATH");
    List<String> line = List.of("bash", "-o", "pipefail", "-c", "{ " + command + "; } 2>&1");
    PiiProcess.Result result;
    try (PiiProcess process = PiiProcess.start(workplace, "", Map.of("PATH", path), line)) {
      result = process.result();
    }
    assertThat(result.exitCode()).as(example.command() + "\n" + result.out()).isZero();
    List<String> output = result.out().lines().toList();
    if (!output.isEmpty()
        && !example.output().isEmpty()
        && example.output().get(0).equals(NEW_ID)) {
      newestId = output.get(0);
    }
    return output.stream().map(this::withoutRandomIds).toList();
  }

  /** An id of fewer digits has more blanks after it. */
  private String withoutRandomIds(String text) {
    return text.replaceFirst("^" + newestId + " *(?= {2}|$)", NEW_ID);
  }

  private static List<Example> examples() throws Exception {
    List<Example> examples = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("    $ ")) {
        examples.add(new Example(line.substring(6), new ArrayList<>()));
        inside = true;
      } else if (inside && line.startsWith("    ")) {
        examples.get(examples.size() - 1).output().add(line.substring(4));
      } else {
        inside = false;
      }
    }
    return examples;
  }
}
