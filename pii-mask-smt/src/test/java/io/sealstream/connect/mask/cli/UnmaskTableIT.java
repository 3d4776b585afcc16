package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pii unmask} of a table, against a real server, and how all commands connect. */
class UnmaskTableIT {
  private static final String NOT_REPEATED =
      "(its name is not repeated, as it looks like the content of a file)";

  @TempDir private static Path serverFolder;
  private static PostgresServer server;
  private static Keyset keyset;

  @TempDir private Path folder;
  private Path keysetFile;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start(serverFolder);
    keyset = TestKeysets.goldenKeyset();
    String ip = keyset.cipher("ip").encrypt("203.0.113.7");
    String device = keyset.cipher("device_id").encrypt("a,\"b\"");
    server.execute(
        "CREATE SCHEMA \"odd.schema\"",
        "CREATE TABLE \"odd.schema\".\"Odd \"\"table\" (id int, \"Masked ip\" text)",
        "INSERT INTO \"odd.schema\".\"Odd \"\"table\" VALUES (1, '" + ip + "')",
        "CREATE TABLE logins (id int PRIMARY KEY, masked_ip varchar(256), masked_device text,"
            + " locale varchar(5), seen date, score numeric(6, 2), active boolean)",
        "INSERT INTO logins VALUES (1, '%s', '%s', 'RU', '2026-11-23', 7.50, true)"
            .formatted(ip, device),
        "INSERT INTO logins VALUES (2, NULL, NULL, '', NULL, NULL, NULL)",
        "CREATE TABLE broken (id int, masked_ip text)",
        "INSERT INTO broken VALUES (1, '%s'), (2, 'marker!')".formatted(ip),
        "CREATE TABLE many (id int PRIMARY KEY, masked_ip text)",
        "INSERT INTO many SELECT n, '%s' FROM generate_series(1, 5000) n".formatted(ip));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void setUp() throws Exception {
    keysetFile = folder.resolve("keyset.json");
    KeysetFiles.create(keysetFile, keyset);
  }

  @Test
  void aTableComesOutAsCsvWithItsColumnsDecrypted() {
    unmask("--table", "logins", "--column", "masked_ip=ip", "--column", "masked_device=device_id")
        .printed(
            """
            id,masked_ip,masked_device,locale,seen,score,active
            1,203.0.113.7,"a,""b""\",RU,2026-11-23,7.50,t
            2,,,"",,,
            """);
  }

  @Test
  void selectLimitsAndOrdersTheColumns() {
    unmask(
            "--table",
            "public.logins",
            "--column",
            "masked_ip=ip",
            "--select",
            "masked_ip,id",
            "--delimiter",
            "tab")
        .printed("masked_ip\tid\n203.0.113.7\t1\n\t2\n");
  }

  @Test
  void aTableOfAnySizePasses() {
    Result result = unmask("--table", "many", "--column", "masked_ip=ip", "--select", "masked_ip");
    assertThat(result.out().lines()).hasSize(5001).endsWith("203.0.113.7");
  }

  @Test
  void namesAreQuoted() throws Exception {
    unmask("--table", "\"odd.schema\".\"Odd \"\"table\"", "--column", "Masked ip=ip")
        .printed("id,Masked ip\n1,203.0.113.7\n");
    unmask("--table", "logins; DROP TABLE logins; --", "--column", "id")
        .failedWith("the database has no such table (SQLState 42P01)");
    assertThat(server.query("SELECT count(*) FROM logins")).containsExactly("2");
  }

  @Test
  void aBadValueNamesItsRowAndColumnOnly() {
    Result result = unmask("--table", "broken", "--column", "masked_ip=ip");
    assertThat(result)
        .isEqualTo(
            new Result(
                1,
                "id,masked_ip\n1,203.0.113.7\n",
                "pii: row 2: the value of column 'masked_ip' is not base64\n"));
    assertThat(
            unmask("--table", "broken", "--column", "masked_ip=ip", "--on-undecryptable", "pass"))
        .isEqualTo(
            new Result(
                0,
                "id,masked_ip\n1,203.0.113.7\n2,marker!\n",
                "pii: values that did not decrypt and passed as they are: 1\n"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    unmask("--table", "absent", "--column", "masked_ip=ip")
        .failedWith("the database has no such table (SQLState 42P01)");
    unmask("--table", "logins", "--column", "ip")
        .failedWith(
            "the table logins has no column 'ip'; it has id, masked_ip, masked_device, locale,"
                + " seen, score, active");
    unmask("--table", "many", "--column", "masked_ip=ip", "--select", "masked_ip,x")
        .failedWith("the table many has no column 'x'; it has id, masked_ip");
    unmask("--table", "logins", "--column", "masked_ip=ip", "--select", "id")
        .refusedWith("--column 'masked_ip' is not in --select; see pii unmask --help");
    String pasted = "{\"primaryKeyId\":7}";
    unmask("--table", "many", "--column", pasted)
        .failedWith("the table many has no column " + NOT_REPEATED + "; it has id, masked_ip");
    unmask("--table", "logins", "--column", pasted, "--select", "id")
        .refusedWith("--column " + NOT_REPEATED + " is not in --select; see pii unmask --help");
    unmask("--table", "a.b.c", "--column", "x")
        .refusedWith("--table: expected TABLE or SCHEMA.TABLE; see pii unmask --help");
    unmask("--column", "x").refusedWith("--table is needed; see pii unmask --help");
  }

  @Test
  void theTransactionIsReadOnly() throws Exception {
    server.execute(
        "CREATE OR REPLACE FUNCTION touch() RETURNS int LANGUAGE sql AS"
            + " $$ UPDATE many SET id = id WHERE id = 1 RETURNING id $$",
        "CREATE OR REPLACE VIEW touching AS SELECT touch() AS id");
    assertThat(unmask("--table", "touching", "--column", "id=ip"))
        .isEqualTo(new Result(1, "id\n", "pii: the database is read-only (SQLState 25006)\n"));
  }

  @Test
  void thePasswordComesFromAFileTheEnvironmentOrAPerson() throws Exception {
    Path file = passwordFile("rw-------", PostgresServer.PASSWORD + "\n");
    assertThat(guarded(new PiiRun(), "--password-file", file.toString()).exitCode()).isZero();
    assertThat(guarded(new PiiRun().with("PII_JDBC_PASSWORD", PostgresServer.PASSWORD)).exitCode())
        .isZero();
    assertThat(guarded(new PiiRun().typing(PostgresServer.PASSWORD)).exitCode()).isZero();
  }

  @Test
  void aWrongOrMissingPasswordIsSaidAndNotShown() throws Exception {
    String wrong = "the database refuses the user or the password (SQLState 28P01)";
    guarded(new PiiRun().with("PII_JDBC_PASSWORD", "wrong-marker")).failedWith(wrong);
    guarded(new PiiRun().typing("wrong-marker")).failedWith(wrong);
    guarded(new PiiRun())
        .failedWith(
            "the database wants a password: give --password-file or PII_JDBC_PASSWORD (SQLState"
                + " 08004)");
    Path open = passwordFile("rw-r-----", "marker");
    guarded(new PiiRun(), "--password-file", open.toString())
        .failedWith(
            "the file of --password-file is open to others than its owner; run chmod 600 on it");
  }

  @Test
  void aServerWithoutTheTlsThatTheUrlDemandsIsNotOneThatWantsAPassword() {
    String message =
        "the database rejects the connection: check TLS (sslmode) and the authentication method"
            + " (SQLState 08004)";
    for (PiiRun run : List.of(new PiiRun(), new PiiRun().with("PII_JDBC_PASSWORD", "x"))) {
      String url = server.url() + "?sslmode=require";
      run(run, "--jdbc-url", url, "--user", "guarded", "--table", "many", "--column", "c")
          .failedWith(message);
    }
  }

  @Test
  void aUserWithGrantsOnSomeColumnsOnlyGetsThose() throws Exception {
    server.execute(
        "DROP ROLE IF EXISTS partly",
        "CREATE ROLE partly LOGIN",
        "GRANT SELECT (id, masked_ip) ON logins TO partly");
    List<String> args =
        List.of("--jdbc-url", server.url(), "--user", "partly", "--table", "logins", "--column");
    List<String> some = new ArrayList<>(args);
    some.addAll(List.of("masked_ip=ip", "--select", "id,masked_ip"));
    run(new PiiRun(), some.toArray(new String[0])).printed("id,masked_ip\n1,203.0.113.7\n2,\n");
    List<String> all = new ArrayList<>(args);
    all.add("masked_ip=ip");
    Result refused = run(new PiiRun(), all.toArray(new String[0]));
    assertThat(refused.err())
        .isEqualTo("pii: the database does not permit this to the user (SQLState 42501)\n");
  }

  @Test
  void aServerThatIsNotThereIsAnError() {
    run(
            new PiiRun(),
            "--jdbc-url",
            "jdbc:postgresql://localhost:1/x",
            "--table",
            "t",
            "--column",
            "c")
        .failedWith("the database cannot be reached, or the connection broke (SQLState 08001)");
  }

  private Path passwordFile(String permissions, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private Result guarded(PiiRun run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("--jdbc-url", server.url(), "--user", "guarded", "--table", "logins"));
    args.addAll(List.of("--column", "masked_ip=ip"));
    args.addAll(List.of(more));
    return run(run, args.toArray(new String[0]));
  }

  private Result unmask(String... args) {
    List<String> all = new ArrayList<>(List.of("--jdbc-url", server.url(), "--user", "postgres"));
    all.addAll(List.of(args));
    return run(new PiiRun(), all.toArray(new String[0]));
  }

  private Result run(PiiRun run, String... args) {
    List<Object> all = new ArrayList<>(List.of("unmask", "--keyset-file", keysetFile));
    all.addAll(List.of(args));
    return run.run("", all.toArray());
  }
}
