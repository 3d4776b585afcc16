package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "logins, '\"logins\"'",
        "app.Logins, '\"app\".\"Logins\"'",
        "'\"a.b\".c', '\"a.b\".\"c\"'",
        "'\"a\"\"b\"', '\"a\"\"b\"'",
        "'t; DROP TABLE t', '\"t; DROP TABLE t\"'"
      })
  void namesAreQuotedForSql(String text, String sql) {
    assertThat(TableName.parse(text).sql()).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".b", "a.b.c", "\"a", "\"\"", "a\"b\"", "\"a\"b"})
  void anythingElseIsNoTable(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableName.parse(text))
        .withMessage("expected TABLE or SCHEMA.TABLE");
  }
}
