package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.cli.Rewrapper.Settings;
import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pii rewrap} against a real server. */
@Timeout(120)
class RewrapIT {
  @TempDir private static Path serverFolder;
  private static PostgresServer server;

  /** The golden key, and a new primary one. */
  private static Keyset keyset;

  private static DeterministicCipher oldIp;
  private static DeterministicCipher newIp;

  @TempDir private Path folder;
  private Path keysetFile;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start(serverFolder);
    keyset = TestKeysets.goldenKeyset().rotated();
    oldIp = TestKeysets.goldenKeyset().cipher("ip");
    newIp = keyset.cipher("ip");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void setUp() throws Exception {
    keysetFile = folder.resolve("keyset.json");
    KeysetFiles.create(keysetFile, keyset);
    server.execute("DROP TABLE IF EXISTS t CASCADE");
  }

  @Test
  void everyRowOfACompositeKeyEndsUnderThePrimaryKey() throws Exception {
    server.execute(
        "CREATE TABLE t (a text, b int, c timestamptz, ip text, device text, other text,"
            + " PRIMARY KEY (c, a, b))");
    DeterministicCipher oldDevice = TestKeysets.goldenKeyset().cipher("device_id");
    for (int i = 0; i < 25; i++) {
      server.execute(
          "INSERT INTO t VALUES ('%s', %d, now() - interval '%d h', '%s', %s, 'o%d')"
              .formatted(
                  "Zoë '".replace("'", "''") + i % 3,
                  i,
                  i % 7,
                  oldIp.encrypt("ip" + i),
                  i % 5 == 0 ? "NULL" : "'" + oldDevice.encrypt("d" + i) + "'",
                  i));
    }

    for (int rows : new int[] {4, 100}) {
      run(rows, "--column", "ip", "--column", "device=device_id")
          .printed(
              rows == 4
                  ? "25 rows looked at, 25 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n"
                  : "25 rows looked at, 0 rewrapped in this run, 25 unchanged, 0 changed meanwhile\n");
    }

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      expected.add(
          "o%d|%s|%s"
              .formatted(
                  i,
                  newIp.encrypt("ip" + i),
                  i % 5 == 0 ? "null" : keyset.cipher("device_id").encrypt("d" + i)));
    }
    assertThat(server.query("SELECT other, ip, device FROM t"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aTableWithoutAPrimaryKeyNeedsOneNamed() throws Exception {
    server.execute("CREATE TABLE t (a int, b int, ip text)");
    server.execute(
        "INSERT INTO t SELECT n / 3, n, '%s' FROM generate_series(1, 10) n"
            .formatted(oldIp.encrypt("x")));
    run(3, "--column", "ip")
        .failedWith(
            "the table t has no primary key; name columns that tell its rows apart with --key");
    run(3, "--column", "ip", "--key", "a")
        .failedWith("--key a does not do: some rows have it in common");
    run(3, "--column", "ip", "--key", "a,c")
        .failedWith("the table t has no column 'c'; it has a, b, ip");
    for (String index :
        List.of("(b, a)", "(a) INCLUDE (b)", "(a, b) WHERE a > 0", "(a, (b + 1))")) {
      server.execute("CREATE INDEX ON t " + index);
    }
    assertThat(run(3, "--column", "ip", "--key", "a,b"))
        .isEqualTo(
            new Result(
                0,
                "10 rows looked at, 10 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n",
                "pii: warning: no index of the table t begins with a,b, so each batch reads the"
                    + " whole table\n"));
    server.execute("CREATE INDEX ON t (a, b, ip)");
    run(3, "--column", "ip", "--key", "a,b")
        .printed("10 rows looked at, 0 rewrapped in this run, 10 unchanged, 0 changed meanwhile\n");
    server.execute("INSERT INTO t VALUES (NULL, 99, NULL)");
    run(3, "--column", "ip", "--key", "a,b")
        .failedWith("--key a,b does not do: it is null in some rows");
  }

  @Test
  void thePrimaryKeyIsThatOfTheTableTheSearchPathFinds() throws Exception {
    server.execute(
        "CREATE SCHEMA IF NOT EXISTS another",
        "DROP TABLE IF EXISTS another.t",
        "CREATE TABLE another.t (other_key int PRIMARY KEY, ip text)",
        "CREATE TABLE t (id int PRIMARY KEY, ip text)",
        "INSERT INTO t VALUES (1, '%s')".formatted(oldIp.encrypt("x")),
        "INSERT INTO another.t VALUES (1, '%s')".formatted(oldIp.encrypt("y")));
    run(3, "--column", "ip")
        .printed("1 rows looked at, 1 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n");
    assertThat(server.query("SELECT ip FROM another.t")).containsExactly(oldIp.encrypt("y"));
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    fill(10);
    List<String> before = server.query("SELECT * FROM t");
    run(3, "--column", "ip", "--dry-run")
        .printed("dry run: 10 rows looked at, 10 would be rewrapped, 0 unchanged\n");
    assertThat(server.query("SELECT * FROM t")).isEqualTo(before);
  }

  @Test
  void aValueThatDoesNotDecryptEndsItAfterTheBatchesBefore() throws Exception {
    fill(10);
    server.execute("UPDATE t SET ip = 'marker!' WHERE id = 8");
    // Those that are done already do not count.
    server.execute("UPDATE t SET ip = '%s' WHERE id IN (2, 9)".formatted(newIp.encrypt("done")));

    findsRow8(run(3, "--column", "ip", "--dry-run"), "");
    findsRow8(run(3, "--column", "ip"), "; rows rewrapped in this run: 6");
    assertThat(idsUnderThePrimaryKey()).containsExactly("1", "2", "3", "4", "5", "6", "7", "9");

    run(3, "--column", "ip", "--on-undecryptable", "pass")
        .printed(
            "10 rows looked at, 1 rewrapped in this run, 9 unchanged, 0 changed meanwhile; values that did not"
                + " decrypt and stay as they are: 1\n");
    assertThat(idsUnderThePrimaryKey()).hasSize(9);
    assertThat(server.query("SELECT ip FROM t WHERE id = 8")).containsExactly("marker!");
  }

  private static void findsRow8(Result result, String end) throws Exception {
    String start = "pii: the value of column 'ip' is not base64, in the row that this finds: ";
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith(start + "SELECT \"id\" FROM \"t\" WHERE ")
        .endsWith(end + "\n");
    String select =
        result.err().substring(start.length(), result.err().length() - end.length() - 1);
    assertThat(server.query(select)).containsExactly("8");
  }

  @Test
  void aRowThatChangesMeanwhileIsNotOverwrittenAndIsLookedAtAgain() throws Exception {
    fill(10);
    AtomicInteger batches = new AtomicInteger();
    Tally tally =
        rewrap(
            3,
            () -> {
              if (batches.incrementAndGet() == 2) {
                // An upsert that still has the old keyset, one with the new, and a deletion
                server(
                    "UPDATE t SET ip = '%s' WHERE id = 4".formatted(encrypt(oldIp, "changed")),
                    "UPDATE t SET ip = '%s' WHERE id = 5".formatted(encrypt(newIp, "changed")),
                    "DELETE FROM t WHERE id = 6");
              }
            });

    assertThat(tally.summary(false))
        .isEqualTo("10 rows looked at, 8 rewrapped in this run, 0 unchanged, 3 changed meanwhile");
    assertThat(idsUnderThePrimaryKey()).hasSize(9);
    assertThat(server.query("SELECT ip FROM t WHERE id IN (4, 5)"))
        .containsOnly(newIp.encrypt("changed"));
  }

  @Test
  void aRowThatChangesEachTimeIsAnErrorInTheEnd() throws Exception {
    fill(2);
    AtomicInteger times = new AtomicInteger();
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(
            () ->
                rewrap(
                    3,
                    () ->
                        server(
                            "UPDATE t SET ip = '%s' WHERE id = 1"
                                .formatted(encrypt(oldIp, "x" + times.incrementAndGet())))))
        .withMessage(
            "rows changed each time between reading and writing them: 1; run it again; rows"
                + " rewrapped in this run: 1");
    assertThat(server.query("SELECT ip FROM t WHERE id = 1"))
        .containsExactly(oldIp.encrypt("x" + times.get()));
  }

  @Test
  void whatALaterLookRewrappedCountsAlsoWhenItFails() throws Exception {
    fill(3);
    AtomicInteger batches = new AtomicInteger();
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(
            () ->
                rewrap(
                    1,
                    () -> {
                      switch (batches.incrementAndGet()) {
                        case 1 ->
                            server(
                                "UPDATE t SET ip = '%s' WHERE id = 1"
                                    .formatted(encrypt(oldIp, "changed")));
                        case 3 -> server("UPDATE t SET ip = 'marker!' WHERE id = 2");
                        default -> {}
                      }
                    }))
        .withMessageStartingWith("the value of column 'ip' is not base64")
        .withMessageEndingWith("; rows rewrapped in this run: 3");
  }

  @Test
  void aBatchThatADeadlockEndedIsTriedAgain() throws Exception {
    fill(10);
    server.execute(
        "CREATE SEQUENCE IF NOT EXISTS tries",
        "CREATE OR REPLACE FUNCTION deadlock_once() RETURNS trigger LANGUAGE plpgsql AS $$"
            + " BEGIN IF nextval('tries') = 5 THEN"
            + " RAISE EXCEPTION 'marker' USING ERRCODE = 'deadlock_detected'; END IF;"
            + " RETURN NEW; END $$",
        "CREATE TRIGGER deadlock_once BEFORE UPDATE ON t FOR EACH ROW"
            + " EXECUTE FUNCTION deadlock_once()");
    run(3, "--column", "ip")
        .printed("10 rows looked at, 10 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n");
    assertThat(idsUnderThePrimaryKey()).hasSize(10);
  }

  @Test
  void rowsThatATriggerPutsBackAreAnErrorInTheEnd() throws Exception {
    fill(10);
    server.execute(
        "CREATE OR REPLACE FUNCTION put_back() RETURNS trigger LANGUAGE plpgsql AS $$"
            + " BEGIN IF OLD.id > 7 THEN NEW.ip := OLD.ip; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER put_back BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION put_back()",
        "UPDATE t SET ip = 'undecryptable' WHERE id = 1");
    run(3, "--column", "ip", "--on-undecryptable", "pass")
        .failedWith(
            "rows that are still under another key: 3; perhaps a trigger or a rule of the table puts"
                + " old values back, tables inherit from it, or something still encrypts with the old"
                + " keyset; rows rewrapped in this run: 9");
    assertThat(idsUnderThePrimaryKey()).hasSize(6);
  }

  @Test
  void rowsThatTheUserMayNotSeeAreAnErrorAndNotLeftOut() throws Exception {
    fill(10);
    server.execute(
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY early ON t USING (id < 5)",
        "CREATE VIEW v WITH (security_invoker) AS SELECT * FROM t");
    PiiRun guarded = new PiiRun().with("PII_JDBC_PASSWORD", PostgresServer.PASSWORD);
    guarded
        .run("", args(PostgresServer.GUARDED, "t", 3, "--column", "ip"))
        .failedWith(
            "row-level security of the table t may hide rows from this user; run it as a user whom"
                + " it does not apply to, such as the table's owner or a role with BYPASSRLS");
    guarded
        .run("", args(PostgresServer.GUARDED, "v", 3, "--column", "ip", "--key", "id"))
        .failedWith("the database does not permit this to the user (SQLState 42501)");
    assertThat(idsUnderThePrimaryKey()).isEmpty();

    run(3, "--column", "ip")
        .printed("10 rows looked at, 10 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n");
  }

  @Test
  void aTableWithChildrenNeedsAKeyThatIsUniqueOverAll() throws Exception {
    fill(10);
    server.execute(
        "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (t)",
        "INSERT INTO child SELECT id + 10, ip FROM t");
    run(3, "--column", "ip")
        .printed("20 rows looked at, 20 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n");

    server.execute("DELETE FROM child", "INSERT INTO child SELECT * FROM ONLY t");
    run(3, "--column", "ip")
        .failedWith(
            "tables inherit from the table t, and the primary key id is not unique over all of them;"
                + " name columns with --key that are");
    run(3, "--column", "ip", "--key", "id")
        .failedWith("--key id does not do: some rows have it in common");
  }

  @Test
  void aPartitionedTableIsRewrappedAsOne() throws Exception {
    server.execute(
        "CREATE TABLE t (id int PRIMARY KEY, ip text) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (5)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (5) TO (100)",
        "INSERT INTO t SELECT n, '%s' FROM generate_series(1, 10) n".formatted(oldIp.encrypt("x")));
    run(3, "--column", "ip")
        .printed("10 rows looked at, 10 rewrapped in this run, 0 unchanged, 0 changed meanwhile\n");
  }

  @Test
  void anErrorOfTheServerIsToldWithoutWhatItQuotes() throws Exception {
    fill(3);
    server.execute("ALTER TABLE t ADD CHECK (ip NOT LIKE '%s%%' OR id <> 2)".formatted(prefix()));
    run(3, "--column", "ip")
        .failedWith(
            "the database refuses a value: a constraint of the table forbids it (SQLState 23514);"
                + " rows rewrapped in this run: at least 0");
    assertThat(idsUnderThePrimaryKey()).isEmpty();
  }

  @Test
  void aKeysetWithoutPrefixesIsComparedValueByValue() throws Exception {
    byte[] key = new byte[64];
    key[5] = 9;
    Keyset raw = Keysets.parse(TestKeysets.json(TestKeysets.raw(key)));
    Path rawFile = folder.resolve("raw.json");
    KeysetFiles.create(rawFile, raw);
    server.execute(
        "CREATE TABLE t (id int PRIMARY KEY, ip text)",
        "INSERT INTO t VALUES (1, '%s'), (2, NULL)".formatted(raw.cipher("ip").encrypt("x")));
    new PiiRun()
        .run(
            "",
            "rewrap",
            "--keyset-file",
            rawFile,
            "--jdbc-url",
            server.url(),
            "--user",
            "postgres",
            "--table",
            "t",
            "--column",
            "ip")
        .printed("2 rows looked at, 0 rewrapped in this run, 2 unchanged, 0 changed meanwhile\n");
  }

  @Test
  void onlyTextIsRewrapped() throws Exception {
    server.execute("CREATE TABLE t (id int PRIMARY KEY, n int)");
    run(3, "--column", "n=ip")
        .failedWith("the column 'n' of the table t holds no text, so no ciphertexts");
    run(3).refusedWith("at least one --column is needed; see pii rewrap --help");
    run(0, "--column", "n").refusedWith("--batch-size must be 1 to 100000; see pii rewrap --help");
  }

  /** Nothing is said but the progress, which a run shows that takes some seconds. */
  private static void assertEnded(PiiProcess.Result result, int exitCode, String out) {
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEqualTo(out);
    assertThat(result.err()).matches("(pii: [\\d,]+ of [\\d,]+ rows\\R)*");
  }

  /** A tenth of a second for every 200 rows, so that a signal comes before the last of them. */
  private static void slowDown() throws Exception {
    server.execute(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN IF NEW.id % 200 = 0 THEN PERFORM pg_sleep(0.1); END IF; RETURN NEW; END'",
        "CREATE TRIGGER slow BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION slow()");
  }

  @ParameterizedTest
  @CsvSource({"KILL,137", "TERM,143", "INT,130"})
  void aRunThatIsInterruptedIsContinuedAndLosesNothing(String signal, int exitCode)
      throws Exception {
    int rows = 50_000;
    fill(rows);
    slowDown();
    try (PiiProcess process = rewrapProcess(folder)) {
      long done = 0;
      while (done == 0 && process.isAlive()) {
        done = done();
      }
      String shown = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      assertEnded(process.signal(signal), exitCode, "");
      assertThat(shown).contains("rewrap").doesNotContain(PostgresServer.PASSWORD);
    }
    assertThat(awaitEndOfConnections()).isEmpty();
    server.execute("DROP TRIGGER slow ON t");
    long done = done();
    assertThat(done).isBetween(1L, rows - 1L);
    assertThat(done % 200).as("whole batches only").isZero();

    try (PiiProcess process = rewrapProcess(Files.createDirectory(folder.resolve("again")))) {
      assertEnded(
          process.result(),
          0,
          "50,000 rows looked at, %,d rewrapped in this run, %,d unchanged, 0 changed meanwhile\n"
              .formatted(rows - done, done));
    }
    assertThat(done()).isEqualTo(rows);
    List<String> ids = new ArrayList<>();
    for (String row : server.query("SELECT id, ip FROM t")) {
      String[] parts = row.split("\\|");
      assertThat(newIp.decrypt(parts[1])).isEqualTo("ip" + parts[0]);
      ids.add(parts[0]);
    }
    assertThat(ids).hasSize(rows).doesNotHaveDuplicates();
  }

  private PiiProcess rewrapProcess(Path streams) throws Exception {
    List<String> command =
        PiiProcess.interruptible(
            "rewrap",
            "--keyset-file",
            keysetFile.toString(),
            "--jdbc-url",
            server.url(),
            "--user",
            PostgresServer.GUARDED,
            "--table",
            "t",
            "--column",
            "ip",
            "--batch-size",
            "200");
    return PiiProcess.start(
        streams, "", Map.of("PII_JDBC_PASSWORD", PostgresServer.PASSWORD), command);
  }

  /** A table of so many rows under the old key. */
  private static void fill(int rows) throws Exception {
    server.execute("CREATE TABLE t (id int PRIMARY KEY, ip varchar(256))");
    try (Connection connection = server.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int id = 1; id <= rows; id++) {
          insert.setInt(1, id);
          insert.setString(2, oldIp.encrypt("ip" + id));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  private static String prefix() throws Exception {
    return newIp.encrypt("x").substring(0, 6);
  }

  private static long done() throws Exception {
    return Long.parseLong(
        server.query("SELECT count(*) FROM t WHERE ip LIKE '" + prefix() + "%'").get(0));
  }

  private static List<String> idsUnderThePrimaryKey() throws Exception {
    return server.query("SELECT id FROM t WHERE ip LIKE '" + prefix() + "%' ORDER BY id");
  }

  /** The server notices that a client is gone when it next talks to it. */
  private static Set<String> awaitEndOfConnections() throws Exception {
    Set<String> connections = Set.of("not looked yet");
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!connections.isEmpty() && System.nanoTime() < deadline) {
      connections =
          Set.copyOf(
              server.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'pii'"));
    }
    return connections;
  }

  private static Tally rewrap(int batchSize, Runnable beforeUpdate) throws Exception {
    TableName table = TableName.parse("t");
    try (Database database =
        Database.open(JdbcUrl.parse(server.url()), "postgres", null, () -> null)) {
      return new Rewrapper(
              database,
              table,
              List.of("id"),
              List.of(new ReencryptedColumn("ip", newIp, keyset)),
              new Settings(batchSize, false, Undecryptable.FAIL),
              Progress.on(new PrintWriter(new StringWriter()), false),
              beforeUpdate)
          .run();
    }
  }

  private static String encrypt(DeterministicCipher cipher, String text) {
    try {
      return cipher.encrypt(text);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void server(String... statements) {
    try {
      server.execute(statements);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Result run(int batchSize, String... more) {
    return new PiiRun().run("", args("postgres", "t", batchSize, more));
  }

  private Object[] args(String user, String table, int batchSize, String... more) {
    List<Object> args =
        new ArrayList<>(List.of("rewrap", "--keyset-file", keysetFile, "--jdbc-url", server.url()));
    args.addAll(List.of("--user", user, "--table", table, "--batch-size", batchSize));
    args.addAll(List.of(more));
    return args.toArray();
  }
}
