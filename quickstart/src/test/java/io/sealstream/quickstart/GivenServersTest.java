package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class GivenServersTest {
  @TempDir private Path folder;
  private String lines = "";

  @BeforeEach
  void writePassword() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "of-the-database\n");
    lines =
        """
        bootstrap=kafka:9092
        connect=http://connect:8083
        sqs=http://sqs:9324
        queueUrl=http://sqs:9324/000000000000/logins
        deadLetterQueueUrl=http://sqs:9324/000000000000/logins-dlq
        jdbc=jdbc:postgresql://postgres:5432/logins
        jdbcUser=sealstream
        jdbcPasswordFile=%s
        keysetFile=/keys/keyset.json
        sinkFolder=/sinks
        """
            .formatted(password);
  }

  @Test
  void aFileSaysWhereTheServersAre() throws Exception {
    Servers servers = read();

    assertThat(servers.endpoints())
        .isEqualTo(
            new Report.Endpoints(
                "kafka:9092",
                "http://connect:8083",
                "http://sqs:9324",
                "http://sqs:9324/000000000000/logins",
                "http://sqs:9324/000000000000/logins-dlq",
                "jdbc:postgresql://postgres:5432/logins"));
    assertThat(servers.keyset()).isEqualTo(Path.of("/keys/keyset.json"));
    assertThat(servers.sinkFiles().warehouse()).isEqualTo(Path.of("/sinks/warehouse"));
  }

  @Test
  void thePasswordIsReadFromItsFileAndIsInNoAddress() throws Exception {
    Servers servers = read();

    assertThat(servers.database())
        .isInstanceOfSatisfying(
            PGSimpleDataSource.class,
            database -> {
              assertThat(database.getUser()).isEqualTo("sealstream");
              assertThat(database.getPassword()).isEqualTo("of-the-database");
            });
    assertThat(servers.endpoints().toString()).doesNotContain("of-the-database");
  }

  @Test
  void whatIsMissingIsNamed() {
    lines = lines.replaceAll("(?m)^connect=.*$", "");

    assertThatThrownBy(this::read)
        .isInstanceOf(QuickstartException.class)
        .hasMessageEndingWith(" does not say connect.");
  }

  @Test
  void aPasswordThatIsNotThereIsOneSentence() {
    lines = lines.replaceAll("jdbcPasswordFile=.*", "jdbcPasswordFile=/nowhere/password");

    assertThatThrownBy(this::read)
        .isInstanceOf(QuickstartException.class)
        .hasMessageStartingWith("The file of the database's password is not readable: ");
  }

  @Test
  void aUrlOfAnotherDatabaseIsRefused() {
    lines = lines.replaceAll("(?m)^jdbc=.*$", "jdbc=jdbc:mysql://mysql/logins");

    assertThatThrownBy(this::read)
        .isInstanceOf(QuickstartException.class)
        .hasMessageEndingWith(" has no JDBC URL of PostgreSQL.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?password=of-the-database", "?ssl=true&PASSWORD=x", "?sslpassword=x"})
  void aPasswordWhereItWouldBeShownIsRefusedWithoutAWordOfIt(String parameters) {
    lines = lines.replaceAll("(?m)^(jdbc=.*)$", "$1" + parameters);

    assertThatThrownBy(this::read)
        .isInstanceOf(QuickstartException.class)
        .hasMessageEndingWith(
            "servers.properties, has a password in jdbc, which is shown; jdbcPasswordFile is the"
                + " place for it.");
  }

  @ParameterizedTest
  @CsvSource({
    "connect, localhost:8083",
    "connect, connect",
    "connect, http://",
    "sqs, ftp://sqs:9324",
    "sqs, http://a b"
  })
  void anAddressThatIsNoneIsToldWithItsName(String name, String address) {
    lines = lines.replaceAll("(?m)^" + name + "=.*$", name + "=" + address);

    assertThatThrownBy(this::read)
        .isInstanceOf(QuickstartException.class)
        .hasMessageEndingWith(
            "servers.properties, has no address such as http://host:port at " + name + ".");
  }

  private Servers read() throws Exception {
    Path file = Files.writeString(folder.resolve("servers.properties"), lines);
    return GivenServers.read(file, new PiiCommand(Path.of("pii"), Duration.ofSeconds(1)));
  }
}
