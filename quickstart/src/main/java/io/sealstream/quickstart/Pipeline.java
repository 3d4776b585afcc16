package io.sealstream.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/** The two connectors between the queue and the table, and the messages on their way through. */
final class Pipeline {
  private static final Duration CONNECTOR_STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ASK_CONNECTORS_EVERY = Duration.ofSeconds(1);

  private final Servers servers;
  private final ConnectRest rest;
  private final UserLogins table;
  private final DeadLetterTopic deadLetters;
  private final Terminal terminal;

  Pipeline(Servers servers, UserLogins table, DeadLetterTopic deadLetters, Terminal terminal) {
    this.servers = servers;
    this.rest = new ConnectRest(servers.endpoints().connect());
    this.table = table;
    this.deadLetters = deadLetters;
    this.terminal = terminal;
  }

  /**
   * What became of the messages.
   *
   * @param accounts where they are
   * @param all the same with what was there before them, in servers that were up already
   * @param took from the first message sent to the last one accounted for
   */
  record Outcome(Accounts accounts, Accounts all, Duration took) {}

  /**
   * Posts configurations, in their order, unless they are there, and waits until everything runs.
   *
   * @return the connectors' names
   */
  List<String> deploy(List<Path> configs) {
    List<String> names = configs.stream().map(rest::ensure).toList();
    for (String name : names) {
      long begin = System.nanoTime();
      rest.awaitRunning(name, CONNECTOR_STARTS_WITHIN);
      terminal.ready(
          name,
          Sentences.count(rest.status(name).tasks().size(), "task") + " running",
          Duration.ofNanos(System.nanoTime() - begin));
    }
    return names;
  }

  /**
   * Sends messages and follows them until each is a row or a dead letter. That a connector is
   * RUNNING proves nothing, so rows and dead letters are what is counted, and of those the ones
   * that come after the first look: nobody else may be sending.
   *
   * @param sent hears of each message that the queue took
   * @throws QuickstartException if a connector fails, or nothing moves for a minute
   */
  Outcome flow(Messages messages, MessageSender.Listener sent, List<String> connectors) {
    Accounts before = accounts(0);
    long begin = System.nanoTime();
    long moved = begin;
    long asked = begin;
    ProgressBar bar = new ProgressBar(terminal, messages.count(), begin);
    try (MessageSender sender =
        new MessageSender(servers.queues(), servers.endpoints().queueUrl(), sent)) {
      Future<?> sending = sender.start(messages);
      Accounts last = new Accounts(0, 0, 0, 0);
      while (true) {
        boolean allSent = sending.isDone();
        if (allSent) {
          MessageSender.join(sending);
        }
        Accounts all = accounts(sender.sent());
        Accounts now = all.since(before);
        long time = System.nanoTime();
        Duration elapsed = Duration.ofNanos(time - begin);
        if (allSent && now.accounted() >= now.sent()) {
          bar.finish(now, elapsed);
          return new Outcome(now, all, elapsed);
        }
        bar.show(now, elapsed, time);
        sender.accounted(Math.max(0, now.accounted() - last.accounted()));
        if (!now.equals(last)) {
          moved = time;
        }
        last = now;
        if (time - asked > ASK_CONNECTORS_EVERY.toNanos()) {
          asked = time;
          connectors.forEach(rest::failOnFailure);
        }
        failWhenStuck(now, time - moved);
        pause();
      }
    }
  }

  private Accounts accounts(long sent) {
    // Dead letters before rows: a message is in one place only, and never goes back.
    long inQueue = servers.queues().count(servers.endpoints().deadLetterQueueUrl());
    long rejected = deadLetters.count();
    return new Accounts(sent, table.count(), inQueue, rejected);
  }

  private void failWhenStuck(Accounts accounts, long nanosWithoutProgress) {
    if (nanosWithoutProgress > PROGRESS_WITHIN.toNanos()) {
      throw new QuickstartException(
          ("Nothing moved for %d s: %,d sent, %s, %,d dead-lettered, %,d still in the queue;"
                  + " the connectors say they are running.")
              .formatted(
                  PROGRESS_WITHIN.toSeconds(),
                  accounts.sent(),
                  Sentences.count(accounts.rows(), "row"),
                  accounts.deadLettered(),
                  servers.queues().count(servers.endpoints().queueUrl())));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while messages were on their way.", e);
    }
  }
}
