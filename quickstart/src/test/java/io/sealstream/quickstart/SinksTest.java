package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SinksTest {
  private static final Path FOLDER = Path.of("folder");

  private final Sinks.Parser parser = new Sinks.Parser();

  @Test
  void postsAndUnpacksWhatWasNamedWhateverTheOrder() {
    Sinks sinks = parser.convert("iceberg, jdbc,file,jdbc");

    assertThat(sinks.configs(FOLDER))
        .containsExactly(
            FOLDER.resolve("user-logins-sink.json"),
            FOLDER.resolve("user-logins-sink-file.json"),
            FOLDER.resolve("user-logins-sink-iceberg.json"));
    assertThat(sinks.archives(FOLDER))
        .containsExactly(FOLDER.resolve("file"), FOLDER.resolve("iceberg"));
  }

  @Test
  void aRunThatNamesNoneIsAsBefore() {
    Sinks sinks = Sinks.jdbcOnly();

    assertThat(sinks.configs(FOLDER)).containsExactly(FOLDER.resolve("user-logins-sink.json"));
    assertThat(sinks.archives(FOLDER)).isEmpty();
    assertThat(sinks.workerOverrides()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jdbc,", "JDBC", "jdbc;file"})
  void refusesWhatIsNoName(String names) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> parser.convert(names))
        .withMessageEndingWith("is none of jdbc, file, iceberg");
  }
}
