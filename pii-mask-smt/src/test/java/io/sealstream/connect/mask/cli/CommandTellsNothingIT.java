package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.ErrorPaths;
import io.sealstream.connect.mask.Markers;
import io.sealstream.connect.mask.ThrowSites;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Keysets;
import io.sealstream.connect.mask.crypto.TestKms;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every error that the commands can end in, with keys, values, ciphertexts and a password that
 * nobody may see; and that it is every one. What a command prints as its result does not count: it
 * is asked for.
 */
@Timeout(600)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX permissions")
class CommandTellsNothingIT {
  private static final String PICOCLI = "picocli injects it";
  private static final Map<String, String> UNREACHABLE =
      Map.of(
          "Usage.of",
          PICOCLI,
          "CsvInput$Handler.setComment",
          "the reader is told that there are no comments",
          "CsvColumns.change",
          "a column is looked for by the name of its change",
          "TableName.parse",
          "the pattern matches with a table only",
          "KeysetOptions.ofDomain",
          "a keyset that was parsed has ciphers that work",
          "Database.connect",
          "the URL was checked by the same driver",
          "Database.close",
          "the driver's close fails only where its socket does");

  @TempDir private static Path serverFolder;
  private static PostgresServer server;

  private final ErrorPaths errors = new ErrorPaths();

  @TempDir private Path folder;

  private Path aesSiv;
  private Path deriving;
  private Path hmac;
  private int runs;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start(serverFolder);
    // The server's own log quotes statements, and comes out as one of this process.
    server.execute("ALTER SYSTEM SET log_min_messages = 'panic'", "SELECT pg_reload_conf()");
    server.execute(
        "CREATE TABLE bad (id text PRIMARY KEY, ip text, n int)",
        "INSERT INTO bad VALUES ('%s', '%s', 7)".formatted(Markers.CLEAR, Markers.CLEAR),
        "CREATE TABLE good (id text PRIMARY KEY, ip text)",
        "INSERT INTO good VALUES ('%s', '%s')".formatted(Markers.CLEAR, Markers.ciphertext()),
        "CREATE TABLE keyless (a text, b text, ip text)",
        "INSERT INTO keyless VALUES ('%s', NULL, '%s')"
            .formatted(Markers.CLEAR, Markers.ciphertext()),
        "INSERT INTO keyless SELECT * FROM keyless",
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'value % and %', OLD.ip, NEW.ip; END $$",
        "CREATE TABLE telling (id text PRIMARY KEY, ip text)",
        "INSERT INTO telling SELECT id, ip FROM good",
        "CREATE TRIGGER tell BEFORE UPDATE ON telling FOR EACH ROW EXECUTE FUNCTION tell()",
        "CREATE FUNCTION put_back() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NEW.ip := OLD.ip; RETURN NEW; END $$",
        "CREATE TABLE kept (id text PRIMARY KEY, ip text)",
        "INSERT INTO kept SELECT id, ip FROM good",
        "CREATE TRIGGER put_back BEFORE UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION put_back()",
        "CREATE TABLE parent (id text PRIMARY KEY, ip text)",
        "INSERT INTO parent SELECT id, ip FROM good",
        "CREATE TABLE child () INHERITS (parent)",
        "INSERT INTO child SELECT id, ip FROM good",
        "CREATE TABLE hiding (id text PRIMARY KEY, ip text)",
        "INSERT INTO hiding SELECT id, ip FROM good",
        "ALTER TABLE hiding ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY hiding ON hiding USING (id <> '%s')".formatted(Markers.CLEAR),
        "CREATE FUNCTION tell(text) RETURNS text LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'value %', $1; END $$",
        "CREATE VIEW telling_view AS SELECT tell(id) AS id, ip FROM good");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void noErrorTellsAKeyAValueOrAPassword() throws Exception {
    aesSiv = file("aes-siv.json", Markers.aesSiv(), "rw-------");
    deriving = file("deriving.json", Markers.deriving(), "rw-------");
    hmac = file("hmac.json", Markers.hmac(), "rw-------");
    usage();
    keysetFiles();
    keysetCommands();
    lines();
    csv();
    streams();
    connecting();
    tables();
    rewrapping();
    objects();
    try (ThrowSites sites = new ThrowSites("io.sealstream.connect.mask.cli")) {
      // The command's own level: below it the driver writes everything that goes over the line.
      errors.run(Level.INFO);
      errors.toldNothingOf(Markers.secrets());
      sites.allRanBut(UNREACHABLE);
    }
  }

  private void usage() {
    fails("", "mask", Markers.CLEAR);
    fails("", "mask", "--" + "x=" + Markers.CLEAR);
    fails("", "keyset", "create", "--kind", "x", "--out", folder.resolve("new"));
    fails("", "mask", "--keyset-file", aesSiv);
    fails("", "mask", "--keyset-file", aesSiv, "--domain", "ip", "--column", "ip");
    fails("", "mask", "--keyset-file", aesSiv, "--domain", "");
    fails("", "mask", "--keyset-file", aesSiv, "--domain", Markers.CLEAR + "\ufffd");
    fails("", "mask", "--keyset-file", aesSiv, "--csv", "--column", "=ip");
    fails("", "mask", "--keyset-file", aesSiv, "--csv", "--column", "ip", "--column", "ip");
    fails("", "mask", "--keyset-file", aesSiv, "--csv", "--column", "ip", "--delimiter", "ab");
    fails("", "mask", "--keyset-file", aesSiv, "--csv=" + Markers.CLEAR);
    fails("", "mask", "--domain", "--keyset-file=" + Markers.CLEAR);
    fails("", "mask", "--domain", Markers.CLEAR, "--domain", Markers.CLEAR);
    fails("", "rewrap", "--keyset-file", aesSiv, "--batch-size", Markers.CLEAR);
    fails("", "keyset", "enable", "--keyset-file", aesSiv, "--key-id", Markers.CLEAR);
  }

  private void keysetFiles() throws Exception {
    String json = Markers.aesSiv();
    Path cut = file("cut.json", json.substring(0, 250), "rw-------");
    Path open = file("open.json", json, "rw-r--r--");
    Path damaged = file("damaged.json", json.replaceFirst("(\"value\": ?\").", "$1!"), "rw-------");
    for (Path file : List.of(cut, open, damaged, folder.resolve("none"))) {
      fails(Markers.CLEAR, "mask", "--keyset-file", file, "--domain", "ip");
      fails(Markers.CLEAR, "unmask", "--keyset-file", file, "--domain", "ip");
      fails(Markers.CLEAR, "lookup", "--keyset-file", file, "--domain", "ip");
      fails("", "keyset", "info", "--keyset-file", file);
    }
    fails("", "keyset", "info", "--keyset-file", aesSiv, "--kek-uri", TestKms.KEY);
    fails("", "keyset", "create", "--out", folder.resolve("x"), "--kek-uri", TestKms.FORBIDDEN_KEY);
  }

  private void keysetCommands() {
    Path out = folder.resolve("out.json");
    fails("", "keyset", "create", "--out", aesSiv);
    fails("", "keyset", "rotate", "--keyset-file", aesSiv, "--out", folder.resolve("no/x"));
    for (String edit : List.of("promote", "enable", "disable")) {
      fails("", "keyset", edit, "--keyset-file", aesSiv, "--key-id", "7", "--out", out);
    }
    for (Path file : List.of(aesSiv, hmac)) {
      fails("", "keyset", "export", "--keyset-file", file, "--domain", "ip", "--out", out);
    }
    fails("", "keyset", "export", "--keyset-file", deriving, "--domain", "", "--out", out);
  }

  private void lines() throws Exception {
    String other = Keysets.parse(Markers.aesSiv()).cipher("x").encrypt(Markers.CLEAR);
    for (String line : List.of(Markers.CLEAR, other, Markers.ciphertext().substring(4))) {
      fails(line, "unmask", "--keyset-file", aesSiv, "--domain", "ip");
      fails(line, "unmask", "--keyset-file", deriving, "--domain", "ip");
    }
    fails(Markers.CLEAR + "\r" + Markers.CLEAR, "mask", "--keyset-file", aesSiv, "--domain", "ip");
    fails(Markers.ciphertext(), "unmask", "--keyset-file", hmac, "--domain", "ip");
    String broken = Markers.cipher().encrypt(Markers.CLEAR + "\n" + Markers.CLEAR);
    fails(broken, "unmask", "--keyset-file", aesSiv, "--domain", "ip");
    byte[] latin1 = (Markers.PASSWORD + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    for (String command : List.of("mask", "lookup", "unmask")) {
      fails(latin1, command, "--keyset-file", aesSiv, "--domain", "ip");
    }
  }

  private void csv() {
    String header = "id,ip\n";
    for (String input :
        List.of(
            "",
            Markers.CLEAR + ",x\n1,2\n",
            "ip,ip\n",
            header + "1," + Markers.CLEAR + "," + Markers.CLEAR + "\n",
            header + "1,\"" + Markers.CLEAR,
            header + "1,\"" + Markers.CLEAR + "\"" + Markers.CLEAR + "\n")) {
      fails(input, "mask", "--keyset-file", aesSiv, "--csv", "--column", "ip");
    }
    fails(
        header + "1," + Markers.CLEAR,
        "unmask",
        "--keyset-file",
        aesSiv,
        "--csv",
        "--column",
        "ip");
    byte[] latin1 = (header + Markers.PASSWORD + ",\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    fails(latin1, "mask", "--keyset-file", aesSiv, "--csv", "--column", "ip");
  }

  private void streams() {
    for (boolean csv : new boolean[] {false, true}) {
      String[] options =
          csv ? new String[] {"--csv", "--column", "ip"} : new String[] {"--domain", "ip"};
      String input = "ip\n" + (Markers.CLEAR + "\n").repeat(csv ? 10_000 : 1);
      errors.addTold("standard output fails, " + csv, () -> toFull(input, options));
      errors.addTold("standard input fails, " + csv, () -> fromBroken(options));
    }
    errors.add("standard output is flushed", () -> new Streams(null, new Full()).flush());
    errors.add("a line is printed", () -> new Streams(null, new Full()).println(Markers.CLEAR));
  }

  private String toFull(String input, String... options) {
    StringWriter help = new StringWriter();
    Result result =
        new PiiRun()
            .run(
                input.getBytes(StandardCharsets.UTF_8),
                new Full(),
                new PrintWriter(help),
                with(options, "mask", "--keyset-file", aesSiv));
    return result.exitCode() == 0 ? null : result.err() + help;
  }

  private String fromBroken(String... options) {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException(Markers.CLEAR);
          }
        };
    StringWriter err = new StringWriter();
    int exitCode =
        Pii.execute(
            Pii.commandLine(
                    new Streams(broken, OutputStream.nullOutputStream()),
                    new Surroundings(Map.of(), () -> null, false))
                .setErr(new PrintWriter(err, true)),
            Arrays.stream(with(options, "mask", "--keyset-file", aesSiv))
                .map(Object::toString)
                .toArray(String[]::new));
    return exitCode == 0 ? null : err.toString();
  }

  private void connecting() throws Exception {
    for (String url :
        List.of(
            "jdbc:postgresql://localhost:1/x",
            "jdbc:postgresql://localhost:1/x?password=" + Markers.PASSWORD,
            "jdbc:postgresql://user:" + Markers.PASSWORD + "@localhost:1/x",
            "jdbc:other:" + Markers.PASSWORD,
            server.url().replace("/postgres", "/none"))) {
      table(new PiiRun().with("PII_JDBC_PASSWORD", Markers.PASSWORD), url, "bad");
    }
    PiiRun wrong = new PiiRun().with("PII_JDBC_PASSWORD", Markers.PASSWORD);
    table(wrong, server.url(), "bad", "--user", PostgresServer.GUARDED);
    table(new PiiRun(), server.url(), "bad", "--user", PostgresServer.GUARDED);
    PiiRun typing = new PiiRun().typing(Markers.PASSWORD);
    table(typing, server.url(), "bad", "--user", PostgresServer.GUARDED);
    Path open = file("open-password", Markers.PASSWORD, "rw-r--r--");
    Path empty = file("empty-password", "\n" + Markers.PASSWORD, "rw-------");
    Path latin1 = Files.write(folder.resolve("latin1-password"), new byte[] {'x', (byte) 0xe9});
    Files.setPosixFilePermissions(latin1, PosixFilePermissions.fromString("rw-------"));
    Path right = file("password", Markers.PASSWORD, "rw-------");
    for (Path file : List.of(open, empty, latin1, right, folder.resolve("none"))) {
      table(new PiiRun(), server.url(), "bad", "--user", "guarded", "--password-file", file);
    }
  }

  private void tables() {
    for (String table : List.of("bad", "none", "a.b.c", "telling_view")) {
      table(new PiiRun(), server.url(), table, "--user", "postgres");
    }
    fails("", "unmask", "--keyset-file", aesSiv, "--jdbc-url", server.url(), "--column", "ip");
    fails("", "unmask", "--keyset-file", aesSiv, "--table", "bad", "--domain", "ip");
    unmaskTable("bad", "--column", "none");
    unmaskTable("bad", "--column", "ip", "--select", "id");
    fails("", "rewrap", "--keyset-file", aesSiv, "--table", "bad", "--column", "ip");
  }

  private void unmaskTable(String table, Object... more) {
    fails(
        "",
        with(
            more,
            "unmask",
            "--keyset-file",
            aesSiv,
            "--jdbc-url",
            server.url(),
            "--user",
            "postgres",
            "--table",
            table));
  }

  private void rewrapping() throws Exception {
    Path rotated = folder.resolve("rotated.json");
    errors.addTold(
        "rotate",
        () -> new PiiRun().run("", "keyset", "rotate", "--keyset-file", aesSiv, "--out", rotated));
    for (String table : List.of("bad", "none", "telling", "keyless", "telling_view")) {
      rewrap(rotated, table, "ip");
      rewrap(rotated, table, "ip", "--key", "id");
    }
    rewrap(rotated, "kept", "ip");
    rewrap(rotated, "parent", "ip");
    rewrap(rotated, "bad", "n");
    rewrap(rotated, "bad", "ip", "--batch-size", "0");
    rewrap(rotated, "keyless", "ip", "--key", "a");
    rewrap(rotated, "keyless", "ip", "--key", "b");
    rewrap(rotated, "keyless", "ip", "--key", "none");
    rewrap(hmac, "bad", "ip");
    PiiRun guarded = new PiiRun().with("PII_JDBC_PASSWORD", PostgresServer.PASSWORD);
    fails(guarded, new byte[0], rewrapArgs(rotated, PostgresServer.GUARDED, "hiding", "ip"));
    errors.add("a row that changes each time", this::rewrapWhatChanges);
    errors.add("an exception of the driver without a state", CommandTellsNothingIT::noState);
    errors.add("a connection that ends before the indexes are read", this::lostConnection);
  }

  private void lostConnection() throws Exception {
    Database database = Database.open(JdbcUrl.parse(server.url()), "postgres", null, () -> null);
    database.close();
    new RowKey(database, TableName.parse("good")).isIndexed(List.of("id"));
  }

  private static void noState() throws Exception {
    throw SqlFailures.of(new SQLException(Markers.CLEAR, Markers.CLEAR));
  }

  private void rewrapWhatChanges() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    Keyset rotated = keyset.rotated();
    int[] times = new int[1];
    try (Database open = Database.open(JdbcUrl.parse(server.url()), "postgres", null, () -> null)) {
      new Rewrapper(
              open,
              TableName.parse("good"),
              List.of("id"),
              List.of(new ReencryptedColumn("ip", rotated.cipher("ip"), rotated)),
              new Rewrapper.Settings(10, false, Undecryptable.FAIL),
              Progress.on(new PrintWriter(new StringWriter()), false),
              () -> change(keyset, times[0]++))
          .run();
    }
  }

  private static void change(Keyset keyset, int time) {
    try {
      server.execute(
          "UPDATE good SET ip = '%s'".formatted(keyset.cipher("ip").encrypt("7" + time)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void objects() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    errors.addObject(
        "a column to rewrap", () -> new ReencryptedColumn("ip", keyset.cipher("ip"), keyset));
    errors.addObject("a command", () -> Pii.commandLine(null, null).getSubcommands());
  }

  private void rewrap(Path keyset, String table, String column, Object... more) {
    fails("", rewrapArgs(keyset, "postgres", table, column, more));
  }

  private static Object[] rewrapArgs(
      Path keyset, String user, String table, String column, Object... more) {
    return with(
        more,
        "rewrap",
        "--keyset-file",
        keyset,
        "--jdbc-url",
        server.url(),
        "--user",
        user,
        "--table",
        table,
        "--column",
        column);
  }

  private void table(PiiRun run, String url, String table, Object... more) {
    fails(
        run,
        new byte[0],
        with(
            more,
            "unmask",
            "--keyset-file",
            aesSiv,
            "--jdbc-url",
            url,
            "--table",
            table,
            "--column",
            "ip"));
  }

  private static Object[] with(Object[] more, Object... first) {
    List<Object> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  private void fails(String input, Object... args) {
    fails(input.getBytes(StandardCharsets.UTF_8), args);
  }

  private void fails(byte[] input, Object... args) {
    fails(new PiiRun(), input, args);
  }

  private void fails(PiiRun run, byte[] input, Object... args) {
    List<String> texts = Arrays.stream(args).map(Object::toString).toList();
    errors.addTold(
        ++runs + ": " + String.join(" ", texts),
        () -> {
          Result result = run.run(input, args);
          return result.exitCode() == 0 ? null : result.exitCode() + result.err();
        });
  }

  private Path file(String name, String text, String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** A full disk. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void flush() throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
