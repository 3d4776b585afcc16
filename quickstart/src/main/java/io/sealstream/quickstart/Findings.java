package io.sealstream.quickstart;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows what arrived: rows, equal values, one recovered value, dead letters. */
final class Findings {
  private static final int ROWS_SHOWN = 5;
  private static final int CELL_MAX = 20;
  private static final int CELL_HEAD = 6;
  private static final int CELL_TAIL = 12;

  /** The message attribute in which the connector says why a message is a dead letter. */
  private static final String ERROR_ATTRIBUTE = "sealstream.error";

  private final Servers servers;
  private final UserLogins table;
  private final SentLogins sent;
  private final Terminal terminal;

  Findings(Servers servers, UserLogins table, SentLogins sent, Terminal terminal) {
    this.servers = servers;
    this.table = table;
    this.sent = sent;
    this.terminal = terminal;
  }

  /** The first rows, in the order of the messages; long values are cut for the eye only. */
  void showRows(long count) {
    terminal.heading("The first rows of user_logins");
    List<String> ids = sent.first(ROWS_SHOWN).stream().map(SentLogins.Login::messageId).toList();
    List<List<String>> rows = table.rows(ids);
    terminal.table(
        UserLogins.COLUMNS,
        rows.stream().map(row -> row.stream().map(Findings::cut).toList()).toList());
    if (count > rows.size()) {
      terminal.line("... and %,d more".formatted(count - rows.size()));
    }
  }

  /**
   * Compares what was sent with what arrived, message by message.
   *
   * @throws QuickstartException if equal values did not stay equal
   */
  void showEqualValues() {
    EqualValues ips = new EqualValues();
    EqualValues devices = new EqualValues();
    table.forEachMasked(
        row ->
            sent.find(row.messageId())
                .ifPresent(
                    login -> {
                      ips.add(login.ip(), String.valueOf(row.ip()));
                      devices.add(login.deviceId(), String.valueOf(row.deviceId()));
                    }));
    terminal.heading("Equal values stay equal, different ones different (seen without the key)");
    show("ip", ips);
    show("device_id", devices);
  }

  /**
   * Recovers one value with the packaged command line.
   *
   * @throws QuickstartException if it is not the value that was sent
   */
  void showRecovery() {
    List<SentLogins.Login> first = sent.first(1);
    if (first.isEmpty()) {
      return;
    }
    SentLogins.Login login = first.get(0);
    List<List<String>> rows = table.rows(List.of(login.messageId()));
    if (rows.isEmpty()) {
      return;
    }
    String masked = rows.get(0).get(UserLogins.COLUMNS.indexOf("masked_ip"));
    String clear = servers.pii().unmask(servers.keyset(), "ip", masked);
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
  void showDeadLetters(long count) {
    if (count == 0) {
      return;
    }
    terminal.heading("Dead letters");
    Map<String, Long> reasons =
        servers.sqs().client().peek(servers.sqs().deadLetterQueueUrl()).stream()
            .collect(
                Collectors.groupingBy(
                    message -> message.attributes().getOrDefault(ERROR_ATTRIBUTE, "no reason"),
                    TreeMap::new,
                    Collectors.counting()));
    terminal.line(
        "%s in %s".formatted(Sentences.count(count, "message"), EmbeddedSqs.DEAD_LETTER_QUEUE));
    reasons.keySet().forEach(reason -> terminal.line("why: " + reason));
  }

  private void show(String field, EqualValues values) {
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

  private static String cut(String cell) {
    // All ciphertexts of a key begin alike: what tells them apart is at their end.
    return cell.length() <= CELL_MAX
        ? cell
        : cell.substring(0, CELL_HEAD) + ".." + cell.substring(cell.length() - CELL_TAIL);
  }
}
