package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "42P01, the database has no such table (SQLState 42P01)",
    "23505, the database refuses a value: a constraint of the table forbids it (SQLState 23505)",
    "22001, the database refuses a value as too long for its column (SQLState 22001)",
    "53200, 'the database or this command is out of memory; for the command, give a smaller"
        + " --batch-size, or Java more memory, as JDK_JAVA_OPTIONS=-Xmx4g does (SQLState 53200)'",
    "XX000, the database reports an error (SQLState XX000)",
    "marker, the database or its driver failed"
  })
  void onlyTheStateIsTold(String state, String message) {
    SQLException e = new SQLException("marker", state, new IllegalStateException("marker"));
    assertThat(SqlFailures.of(e)).hasMessage(message).hasNoCause();
    assertThat(SqlFailures.of(e).getSuppressed()).isEmpty();
  }

  @Test
  void withoutAStateTheNextOneCounts() {
    BatchUpdateException batch = new BatchUpdateException("marker", null, 0, new int[0]);
    assertThat(SqlFailures.of(batch)).hasMessage("the database or its driver failed");
    batch.setNextException(new SQLException("marker", "40P01"));
    assertThat(SqlFailures.of(batch))
        .hasMessage(
            "the database rolled the transaction back, for a conflict with another one (SQLState"
                + " 40P01)");
    assertThat(SqlFailures.isConflict(batch)).isTrue();
  }
}
