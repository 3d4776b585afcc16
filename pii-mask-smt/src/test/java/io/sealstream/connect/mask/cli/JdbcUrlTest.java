package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
  private static final String WITH_PASSWORD =
      "must not hold a password, since every user of the machine sees it in the list of processes;"
          + " give --password-file or PII_JDBC_PASSWORD";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost:5432/app",
        "jdbc:postgresql:app",
        "jdbc:postgresql://a:1,b:2/app?targetServerType=primary&user=me&sslmode=verify-full"
      })
  void aUrlWithoutAPasswordIsTakenAsItIs(String url) {
    assertThat(JdbcUrl.parse(url).text()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/app?user=me&password=marker",
        "jdbc:postgresql://localhost/app?PASSWORD=marker",
        "jdbc:postgresql://localhost/app?sslpassword=marker",
        "jdbc:postgresql://me:marker@localhost/app"
      })
  void aPasswordIsRefusedWithoutRepeatingIt(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcUrl.parse(url))
        .withMessage(WITH_PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jdbc:mysql://localhost/app", "jdbc:postgresqlx://localhost/x"})
  void whatIsNoPostgresUrlIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcUrl.parse(url))
        .withMessage(
            "is not the URL of a PostgreSQL database, such as jdbc:postgresql://localhost:5432/app");
  }

  @Test
  void aCommandSaysItAsWrongUsage(@TempDir Path folder) throws Exception {
    Path keyset = folder.resolve("keyset.json");
    KeysetFiles.create(keyset, TestKeysets.goldenKeyset());
    for (String command : new String[] {"unmask", "rewrap"}) {
      new PiiRun()
          .run(
              "",
              command,
              "--keyset-file",
              keyset,
              "--jdbc-url",
              "jdbc:postgresql://localhost/app?password=marker",
              "--table",
              "t",
              "--column",
              "ip")
          .refusedWith("--jdbc-url " + WITH_PASSWORD + "; see pii " + command + " --help");
    }
  }
}
