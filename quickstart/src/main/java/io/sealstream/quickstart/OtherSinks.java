package io.sealstream.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sinks beside JDBC's: waits until they have stored every record of the topic, and compares
 * what they have with the rows or with the topic. Not thread-safe.
 */
final class OtherSinks implements AutoCloseable {
  /** With the shipped settings, the Iceberg sink's first commit was seen to take 57 s. */
  private static final Duration PROGRESS_WITHIN = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(200);

  private final List<SinkStore> stores;
  private final ConnectRest rest;
  private final CommittedRecords topic;
  private final Terminal terminal;

  private OtherSinks(
      List<SinkStore> stores, ConnectRest rest, CommittedRecords topic, Terminal terminal) {
    this.stores = stores;
    this.rest = rest;
    this.topic = topic;
    this.terminal = terminal;
  }

  /**
   * Opens what they have stored.
   *
   * @param servers on which the sinks run
   * @param topic what there is to store, complete by now
   */
  static OtherSinks open(Sinks sinks, Servers servers, CommittedRecords topic, Terminal terminal) {
    OtherSinks others =
        new OtherSinks(
            new ArrayList<>(), new ConnectRest(servers.endpoints().connect()), topic, terminal);
    try {
      others.open(sinks, servers);
      return others;
    } catch (RuntimeException e) {
      others.close();
      throw e;
    }
  }

  private void open(Sinks sinks, Servers servers) {
    if (sinks.contains(Sink.FILE)) {
      stores.add(LoginsFile.open(servers.sinkFiles().logins(), servers.database()));
    }
    if (sinks.contains(Sink.ICEBERG)) {
      stores.add(IcebergTable.open(servers.database()));
    }
  }

  /**
   * Waits until each has as many records as the topic.
   *
   * @param connectors whose failure ends the waiting
   * @throws QuickstartException if a connector fails, or nothing is stored for two minutes
   */
  void await(List<String> connectors) {
    if (stores.isEmpty() || topic.count() == 0) {
      return;
    }
    terminal.heading("Waiting for the other sinks");
    long begin = System.nanoTime();
    long moved = begin;
    ProgressBar bar = new ProgressBar(terminal, topic.count() * stores.size(), begin);
    Map<String, Long> last = Map.of();
    while (true) {
      Map<String, Long> now = counts();
      long time = System.nanoTime();
      Duration elapsed = Duration.ofNanos(time - begin);
      if (now.values().stream().allMatch(count -> count >= topic.count())) {
        bar.finish(done(now), said(now), elapsed);
        return;
      }
      bar.show(done(now), said(now), elapsed, time);
      if (!now.equals(last)) {
        moved = time;
      }
      last = now;
      connectors.forEach(rest::failOnFailure);
      failWhenStuck(now, time - moved);
      pause();
    }
  }

  /** How many records each sink holds, by its name; JDBC's among them. */
  Map<String, Long> counts(long rows) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(Sink.JDBC.id(), rows);
    counts.putAll(counts());
    return counts;
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    stores.forEach(store -> counts.put(store.sink().id(), store.count()));
    return counts;
  }

  /**
   * Compares and shows.
   *
   * @throws QuickstartException if a sink has not the same logins
   */
  void show(Accounts accounts) {
    terminal.heading("What each sink holds");
    boolean all = check(Sink.JDBC, accounts.produced() == topic.messages(), jdbc(accounts));
    for (SinkStore store : stores) {
      SinkStore.Comparison comparison = store.compare(topic.count(), accounts.rejected());
      all &= check(store.sink(), comparison.same(), comparison.text());
    }
    if (!all) {
      throw new QuickstartException("The sinks do not hold the same logins.");
    }
  }

  private String jdbc(Accounts accounts) {
    String rejected =
        accounts.rejected() == 0
            ? ""
            : " and %s that the table cannot hold"
                .formatted(Sentences.count(accounts.rejected(), "record"));
    return "%s%s, %s in the topic"
        .formatted(
            Sentences.count(accounts.rows(), "row"),
            rejected,
            Sentences.count(topic.messages(), "message"));
  }

  private boolean check(Sink sink, boolean holds, String text) {
    terminal.check(holds, "%-8s %s".formatted(sink.id(), text));
    return holds;
  }

  private long done(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> Math.min(count, topic.count())).sum();
  }

  private static String said(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(count -> "%s %,d".formatted(count.getKey(), count.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void failWhenStuck(Map<String, Long> counts, long nanosWithoutProgress) {
    if (nanosWithoutProgress > PROGRESS_WITHIN.toNanos()) {
      throw new QuickstartException(
          "Nothing was stored for %d s: of %s in the topic, %s; the connectors say they are running."
              .formatted(
                  PROGRESS_WITHIN.toSeconds(),
                  Sentences.count(topic.count(), "record"),
                  said(counts)));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while sinks were waited for.", e);
    }
  }

  @Override
  public void close() {
    stores.forEach(SinkStore::close);
  }
}
