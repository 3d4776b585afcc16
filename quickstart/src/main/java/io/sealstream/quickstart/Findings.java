package io.sealstream.quickstart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shows what arrived: rows, equal values, one recovered value, dead letters. */
final class Findings {
  private static final int ROWS_SHOWN = 5;
  private static final int REASONS_SHOWN = 10;
  private static final int CELL_MAX = 20;
  private static final int CELL_HEAD = 6;
  private static final int CELL_TAIL = 12;

  /** The message attribute in which the connector says why a message is a dead letter. */
  private static final String ERROR_ATTRIBUTE = "sealstream.error";

  private final Servers servers;
  private final UserLogins table;
  private final DeadLetterTopic deadLetters;
  private final SentLogins sent;
  private final Terminal terminal;

  Findings(
      Servers servers,
      UserLogins table,
      DeadLetterTopic deadLetters,
      SentLogins sent,
      Terminal terminal) {
    this.servers = servers;
    this.table = table;
    this.deadLetters = deadLetters;
    this.sent = sent;
    this.terminal = terminal;
  }

  /**
   * Shows all of it.
   *
   * @throws QuickstartException if equal values did not stay equal, a login is missing, or a value
   *     cannot be recovered
   */
  void show(Accounts accounts) {
    // Of the logins that were sent, those that are no dead letters must be found in the table.
    long expected = Math.max(0, sent.size() - accounts.deadLettered());
    EqualValues ips = new EqualValues(expected);
    EqualValues devices = new EqualValues(expected);
    List<SentLogins.Login> arrived = new ArrayList<>();
    table.forEachMasked(
        row ->
            sent.find(row.messageId())
                .ifPresent(
                    login -> {
                      arrived.add(login);
                      ips.add(login.ip(), row.ip());
                      devices.add(login.deviceId(), row.deviceId());
                    }));
    arrived.sort(Comparator.comparingLong(SentLogins.Login::index));
    showRows(arrived, accounts.rows());
    terminal.heading("Equal values stay equal, different ones different (seen without the key)");
    if (expected == 0 && arrived.isEmpty()) {
      terminal.line("nothing to compare: no login with an ip and a device_id became a row");
    } else {
      showEqualValues("ip", ips);
      showEqualValues("device_id", devices);
    }
    showRecovery(arrived);
    showDeadLetters(accounts);
  }

  /** The first rows, in the order of the messages; long values are cut for the eye only. */
  private void showRows(List<SentLogins.Login> arrived, long count) {
    terminal.heading("The first rows of user_logins");
    List<String> ids = arrived.stream().limit(ROWS_SHOWN).map(SentLogins.Login::messageId).toList();
    List<List<String>> rows = table.rows(ids);
    terminal.table(
        UserLogins.COLUMNS,
        rows.stream().map(row -> row.stream().map(Findings::cut).toList()).toList());
    if (count > rows.size()) {
      terminal.line("... and %,d more".formatted(count - rows.size()));
    }
  }

  private void showEqualValues(String field, EqualValues values) {
    terminal.check(
        values.holds(),
        "%-10s %s: %,d different sent, %,d different stored"
            .formatted(
                field,
                Sentences.count(values.values(), "value"),
                values.distinct(),
                values.distinctMasked()));
    if (!values.holds()) {
      throw new QuickstartException("The field %s: %s.".formatted(field, values.problem()));
    }
  }

  /** Recovers one value with the packaged command line, which works on lines. */
  private void showRecovery(List<SentLogins.Login> arrived) {
    arrived.stream()
        .filter(login -> login.ip().lines().count() <= 1)
        .findFirst()
        .ifPresent(this::showRecovery);
  }

  private void showRecovery(SentLogins.Login login) {
    String masked =
        table.rows(List.of(login.messageId())).get(0).get(UserLogins.COLUMNS.indexOf("masked_ip"));
    String clear = servers.pii().unmask(servers.keyset(), "ip", List.of(masked)).get(0);
    boolean same = clear.equals(login.ip());
    terminal.heading("One value, recovered with the key");
    terminal.line("$ " + servers.pii().unmaskLine(servers.keyset(), "ip", masked));
    terminal.line(clear);
    terminal.check(same, "this is the address that was sent");
    if (!same) {
      throw new QuickstartException("The recovered address is not the one that was sent.");
    }
  }

  /** Where the messages went that are no rows, and why. Their bodies are not shown. */
  private void showDeadLetters(Accounts accounts) {
    if (accounts.deadLettered() == 0) {
      return;
    }
    terminal.heading("Dead letters");
    if (accounts.inQueue() > 0) {
      terminal.line(
          "%s in %s"
              .formatted(
                  Sentences.count(accounts.inQueue(), "message"), EmbeddedSqs.DEAD_LETTER_QUEUE));
      showReasons(
          servers.queues().peek(servers.endpoints().deadLetterQueueUrl()).stream()
              .map(letter -> letter.attributes().getOrDefault(ERROR_ATTRIBUTE, "no reason"))
              .toList(),
          accounts.inQueue());
    }
    if (accounts.rejected() > 0) {
      terminal.line(
          "%s in topic %s"
              .formatted(Sentences.count(accounts.rejected(), "record"), DeadLetterTopic.NAME));
      showReasons(deadLetters.reasons(REASONS_SHOWN), accounts.rejected());
    }
  }

  private void showReasons(List<String> reasons, long count) {
    reasons.forEach(reason -> terminal.line("why: " + reason));
    if (count > reasons.size()) {
      terminal.line("... and %,d more".formatted(count - reasons.size()));
    }
  }

  private static String cut(String cell) {
    // All ciphertexts of a key begin alike: what tells them apart is at their end.
    return cell.length() <= CELL_MAX
        ? cell
        : cell.substring(0, CELL_HEAD) + ".." + cell.substring(cell.length() - CELL_TAIL);
  }
}
