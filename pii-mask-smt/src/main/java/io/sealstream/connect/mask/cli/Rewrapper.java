package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.CipherException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Re-encrypts columns of a table in place, batch by batch, each batch one transaction.
 *
 * <p>Nothing is remembered but in the table itself: a row whose ciphertexts begin with the primary
 * key's prefix is done. So a run that was killed is continued by the next one. An update names the
 * values that were read: where somebody else wrote the row in between, it changes nothing, and the
 * row is looked at again at the end. Not thread-safe.
 */
final class Rewrapper {
  private static final int MOST_PASSES = 5;
  private static final int MOST_ATTEMPTS = 5;

  private final Connection connection;
  private final List<String> key;
  private final List<ReencryptedColumn> columns;
  private final RewrapSql sql;
  private final Settings settings;
  private final Progress progress;
  private final Runnable beforeUpdate;

  /**
   * @param key columns that tell the rows apart and are never null
   * @param beforeUpdate run in each batch after its rows were read; for tests
   */
  Rewrapper(
      Database database,
      TableName table,
      List<String> key,
      List<ReencryptedColumn> columns,
      Settings settings,
      Progress progress,
      Runnable beforeUpdate) {
    this.connection = database.connection();
    this.key = List.copyOf(key);
    this.columns = List.copyOf(columns);
    this.sql = new RewrapSql(table, key, columns);
    this.settings = settings;
    this.progress = progress;
    this.beforeUpdate = beforeUpdate;
  }

  /**
   * How to rewrap.
   *
   * @param batchSize rows a transaction has at most
   * @param dryRun whether to change nothing
   */
  record Settings(int batchSize, boolean dryRun, Undecryptable undecryptable) {}

  /** The key and the values of a row as they were read. */
  private record OldRow(List<@Nullable String> key, List<@Nullable String> values) {}

  /**
   * Rewraps all rows, and looks afterwards whether all are: a trigger can put old values back.
   *
   * @throws Failure when a value does not decrypt or the database fails; whole batches stay
   *     committed, and the message says how many rows they had
   */
  Tally run() throws Failure {
    Tally total = new Tally();
    try {
      connection.setAutoCommit(false);
      pass(total, settings.dryRun());
      long left = total.changedMeanwhile();
      for (int passes = 1; left > 0 && passes < MOST_PASSES; passes++) {
        Tally again = new Tally();
        try {
          pass(again, false);
        } finally {
          total.addAgain(again);
        }
        left = again.changedMeanwhile();
      }
      if (left > 0) {
        throw new Failure(
            "rows changed each time between reading and writing them: %,d; run it again"
                .formatted(left));
      }
      if (!settings.dryRun()) {
        checkNoneIsLeft();
      }
      return total;
    } catch (SQLException e) {
      // The batch is not counted whose commit was sent, and not answered.
      throw withCount(SqlFailures.of(e), "at least ", total);
    } catch (Failure e) {
      throw withCount(e, "", total);
    }
  }

  private void checkNoneIsLeft() throws SQLException, Failure {
    Tally left = new Tally();
    pass(left, true);
    if (left.rewrapped() > 0) {
      throw new Failure(
          ("rows that are still under another key: %,d; perhaps a trigger or a rule of the table puts"
                  + " old values back, tables inherit from it, or something still encrypts with the"
                  + " old keyset")
              .formatted(left.rewrapped()));
    }
  }

  private Failure withCount(Failure failure, String least, Tally total) {
    if (settings.dryRun()) {
      return failure;
    }
    return new Failure(
        "%s; rows rewrapped in this run: %s%,d"
            .formatted(failure.getMessage(), least, total.rewrapped()));
  }

  /**
   * Looks at all rows once. What was done is in the tally, also when it fails.
   *
   * @param dry whether to count only
   */
  private void pass(Tally tally, boolean dry) throws SQLException, Failure {
    long old = count(tally);
    if (old == 0) {
      return;
    }
    progress.begin(old);
    try (PreparedStatement first =
            connection.prepareStatement(sql.firstPage(settings.batchSize()));
        PreparedStatement next = connection.prepareStatement(sql.nextPage(settings.batchSize()));
        PreparedStatement update = connection.prepareStatement(sql.update())) {
      List<OldRow> page = batch(first, update, tally, dry);
      while (page.size() == settings.batchSize()) {
        bind(next, 1, page.get(page.size() - 1).key(), Types.OTHER);
        page = batch(next, update, tally, dry);
      }
    } finally {
      progress.end();
    }
  }

  /** Counts the rows that need no look as unchanged, and gives the number of the others. */
  private long count(Tally tally) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet counts = statement.executeQuery(sql.count())) {
      counts.next();
      long old = counts.getLong(2);
      tally.addNotRead(counts.getLong(1) - old);
      return old;
    } finally {
      connection.rollback();
    }
  }

  /** One transaction, tried again after a conflict with another, such as a deadlock. */
  private List<OldRow> batch(
      PreparedStatement select, PreparedStatement update, Tally tally, boolean dry)
      throws SQLException, Failure {
    for (int attempt = 1; ; attempt++) {
      try {
        List<OldRow> rows = read(select);
        Tally batch = rewrap(rows, update, stillFound(tally, dry), dry);
        connection.commit();
        tally.add(batch);
        progress.advance(rows.size());
        return rows;
      } catch (SQLException e) {
        if (attempt == MOST_ATTEMPTS || !SqlFailures.isConflict(e)) {
          throw e;
        }
        update.clearBatch();
        connection.rollback();
      }
    }
  }

  /** How many of the rows that were read a search for what is left to rewrap finds again. */
  private long stillFound(Tally tally, boolean dry) {
    boolean findsRewrapped = dry || !columns.stream().allMatch(ReencryptedColumn::isOldSqlExact);
    return tally.read() - (findsRewrapped ? 0 : tally.rewrapped());
  }

  private List<OldRow> read(PreparedStatement select) throws SQLException {
    List<OldRow> rows = new ArrayList<>();
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        rows.add(
            new OldRow(texts(found, 1, key.size()), texts(found, 1 + key.size(), columns.size())));
      }
    }
    return rows;
  }

  private static List<@Nullable String> texts(ResultSet row, int first, int count)
      throws SQLException {
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(row.getString(first + i));
    }
    return texts;
  }

  private Tally rewrap(List<OldRow> rows, PreparedStatement update, long foundBefore, boolean dry)
      throws SQLException, Failure {
    Tally tally = new Tally();
    int updates = 0;
    for (int i = 0; i < rows.size(); i++) {
      OldRow row = rows.get(i);
      List<@Nullable String> values = reencrypted(row, foundBefore + i, tally);
      if (values.equals(row.values())) {
        tally.addUnchanged(1);
      } else if (dry) {
        tally.addRewrapped(1);
      } else {
        addUpdate(update, row, values);
        updates++;
      }
    }
    beforeUpdate.run();
    if (updates > 0) {
      for (int count : update.executeBatch()) {
        if (count == 0) {
          tally.addChangedMeanwhile(1);
        } else {
          tally.addRewrapped(1);
        }
      }
    }
    return tally;
  }

  private List<@Nullable String> reencrypted(OldRow row, long foundBefore, Tally tally)
      throws Failure {
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String old = row.values().get(i);
      values.add(old == null ? null : reencrypted(columns.get(i), old, foundBefore, tally));
    }
    return values;
  }

  private String reencrypted(ReencryptedColumn column, String old, long foundBefore, Tally tally)
      throws Failure {
    try {
      return column.reencrypt(old);
    } catch (CipherException e) {
      if (settings.undecryptable() == Undecryptable.FAIL) {
        // The key is not named: it may be personal as well.
        throw new Failure(
            "the value of column '%s' %s, in the row that this finds: %s"
                .formatted(column.name(), e.getMessage(), sql.row(foundBefore)));
      }
      tally.addUndecryptable(1);
      return old;
    }
  }

  private void addUpdate(PreparedStatement update, OldRow row, List<@Nullable String> values)
      throws SQLException {
    bind(update, 1, values, Types.VARCHAR);
    bind(update, 1 + columns.size(), row.key(), Types.OTHER);
    bind(update, 1 + columns.size() + key.size(), row.values(), Types.VARCHAR);
    update.addBatch();
  }

  /**
   * Sets parameters.
   *
   * @param type OTHER leaves it to the server to read the text as the type of the column
   */
  private static void bind(
      PreparedStatement statement, int first, List<@Nullable String> texts, int type)
      throws SQLException {
    for (int i = 0; i < texts.size(); i++) {
      statement.setObject(first + i, texts.get(i), type);
    }
  }
}
