package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.LivePage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One run of the pipeline: servers, connectors, messages, what became of them, and a summary. It is
 * of one thread; {@link #isUp} is of any.
 */
final class QuickstartRun {
  private static final String TOPIC = "user_logins";

  /** On which the Iceberg sink agrees with itself on commits; it must be there before the sink. */
  private static final String CONTROL_TOPIC = "control-iceberg";

  /** How long a worker that somebody else starts may still be starting. */
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  private final QuickstartOptions options;
  private final Resources resources;
  private final Terminal terminal;
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean up;

  /**
   * Starts nothing yet.
   *
   * @param resources where what the run starts is left to be closed
   */
  QuickstartRun(QuickstartOptions options, Resources resources, Terminal terminal) {
    this.options = options;
    this.resources = resources;
    this.terminal = terminal;
  }

  /** Whether the run is over and its servers stay up. */
  boolean isUp() {
    return up;
  }

  /**
   * Runs it to the end, or for ever where the servers are to stay up.
   *
   * @throws QuickstartException if a message is not accounted for, a check does not hold, or
   *     something on the way fails
   */
  void toTheEnd(Messages messages, Folders folders) throws Exception {
    long begin = System.nanoTime();
    Path serversFile = options.serversFile();
    Servers servers = serversFile == null ? start(folders) : use(serversFile, folders);
    if (options.sinks().contains(Sink.ICEBERG)) {
      KafkaTopic.ensure(servers.endpoints().bootstrap(), CONTROL_TOPIC, 1);
    }
    UserLogins table = resources.open(() -> UserLogins.open(servers.database()));
    DeadLetterTopic deadLetters =
        resources.open(() -> DeadLetterTopic.open(servers.endpoints().bootstrap()));
    Pipeline pipeline = new Pipeline(servers, table, deadLetters, terminal);
    terminal.heading("Posting the connectors");
    List<String> connectors = pipeline.deploy(options.connectors());
    LivePage page = options.wantsPage() ? openPage(servers, connectors) : null;

    terminal.heading(
        "Sending %s: %s"
            .formatted(Sentences.count(messages.count(), "message"), messages.description()));
    SentLogins sent = new SentLogins();
    Pipeline.Outcome outcome =
        pipeline.flow(messages, page == null ? sent : countedBy(page, sent), connectors);
    Accounts accounts = outcome.accounts();
    // A sink has all that its topic has.
    Accounts all = outcome.all();
    Sinks named = options.namedSinks();
    OtherSinks otherSinks = named == null ? null : otherSinks(named, servers, all);
    if (otherSinks != null) {
      otherSinks.await(connectors);
    }
    Path reportFile = options.reportFile();
    if (reportFile != null) {
      report(servers, page, outcome, otherSinks).write(reportFile);
    }

    Findings findings = new Findings(servers, table, deadLetters, sent, terminal);
    findings.show(accounts);
    if (options.exactlyOnce()) {
      showOnce(servers, accounts);
    }
    if (otherSinks != null) {
      otherSinks.show(all);
    }
    summarize(accounts, outcome.took(), Duration.ofNanos(System.nanoTime() - begin));
    if (page != null) {
      page.runIsOver();
    }
    if (options.staysUp()) {
      stayUp(servers, page);
    }
  }

  private Servers start(Folders folders) throws Exception {
    terminal.heading("Starting everything in this process");
    Map<String, String> worker = new HashMap<>(options.sinks().workerOverrides());
    if (options.exactlyOnce()) {
      worker.put("exactly.once.source.support", "enabled");
    }
    return EmbeddedServers.start(
        options.configs(),
        options.pluginArchives(),
        options.commandArchives(),
        worker,
        folders,
        resources,
        terminal);
  }

  private Servers use(Path file, Folders folders) {
    terminal.heading("Using servers that are up");
    Servers servers =
        GivenServers.read(
            file, PiiCommand.unpack(options.commandArchives(), folders.folder("commands")));
    show(servers);
    new ConnectRest(servers.endpoints().connect()).awaitAnswer(ANSWERS_WITHIN);
    return servers;
  }

  /** Opened after the servers, and so closed before them: it never shows one that is stopping. */
  private LivePage openPage(Servers servers, List<String> connectors) throws Exception {
    RunningPipeline running = resources.open(() -> RunningPipeline.of(servers, TOPIC, connectors));
    LivePage page = resources.open(() -> startPage(running));
    terminal.heading("Open " + page.url() + " to watch");
    return page;
  }

  private LivePage startPage(RunningPipeline running) {
    Integer port = options.uiPort();
    try {
      return LivePage.start(running, UserLogins.COLUMNS, port == null ? 0 : port);
    } catch (Exception e) {
      throw QuickstartException.of(
          "The page cannot be served" + (port == null ? "" : " on port " + port), e);
    }
  }

  private static MessageSender.Listener countedBy(LivePage page, MessageSender.Listener listener) {
    return (index, messageId, body) -> {
      listener.sent(index, messageId, body);
      page.sent(1);
    };
  }

  private OtherSinks otherSinks(Sinks sinks, Servers servers, Accounts accounts) throws Exception {
    // Without a login there is no topic: the source makes it for its first record.
    CommittedRecords records =
        accounts.produced() == 0
            ? new CommittedRecords(0, 0)
            : CommittedRecords.in(servers.endpoints().bootstrap(), TOPIC);
    return resources.open(() -> OtherSinks.open(sinks, servers, records, terminal));
  }

  private void showOnce(Servers servers, Accounts accounts) {
    terminal.heading("Exactly once (seen by a read_committed consumer)");
    CommittedRecords records = CommittedRecords.in(servers.endpoints().bootstrap(), TOPIC);
    boolean once = records.count() == accounts.produced() && records.messages() == records.count();
    terminal.check(
        once,
        "%s in topic %s, of %s"
            .formatted(
                Sentences.count(records.count(), "record"),
                TOPIC,
                Sentences.count(records.messages(), "message")));
    if (!once) {
      throw new QuickstartException(
          "The topic %s has %,d records of %,d messages, of which %,d are rows and %,d were rejected."
              .formatted(
                  TOPIC,
                  records.count(),
                  records.messages(),
                  accounts.rows(),
                  accounts.rejected()));
    }
  }

  private void summarize(Accounts accounts, Duration flow, Duration whole) {
    terminal.heading("Summary");
    terminal.check(
        accounts.balanced(),
        "%,d sent %s %s + %,d dead-lettered, in %s (the whole run: %s)"
            .formatted(
                accounts.sent(),
                accounts.balanced() ? "=" : "is not",
                Sentences.count(accounts.rows(), "row"),
                accounts.deadLettered(),
                Terminal.seconds(flow),
                Terminal.seconds(whole)));
    if (!accounts.balanced()) {
      throw new QuickstartException(
          "Of %,d messages %,d are accounted for."
              .formatted(accounts.sent(), accounts.accounted()));
    }
  }

  private void stayUp(Servers servers, @Nullable LivePage page) throws InterruptedException {
    terminal.heading("Everything stays up until you interrupt it (Ctrl-C)");
    if (page != null) {
      terminal.line("Page           " + page.url());
    }
    show(servers);
    if (options.metricsPort() != null) {
      terminal.line("Metrics        http://127.0.0.1:" + options.metricsPort() + "/metrics");
    }
    if (options.sinks().contains(Sink.FILE)) {
      terminal.line("JSON lines     " + servers.sinkFiles().logins());
    }
    if (options.sinks().contains(Sink.ICEBERG)) {
      terminal.line("Warehouse      " + servers.sinkFiles().warehouse());
    }
    up = true;
    never.await();
  }

  private void show(Servers servers) {
    Report.Endpoints endpoints = servers.endpoints();
    terminal.line("Kafka          " + endpoints.bootstrap());
    terminal.line("Kafka Connect  " + endpoints.connect());
    terminal.line("SQS            " + endpoints.queueUrl());
    terminal.line("PostgreSQL     " + endpoints.jdbc());
    terminal.line("Keyset         " + servers.keyset());
  }

  private static Report report(
      Servers servers,
      @Nullable LivePage page,
      Pipeline.Outcome outcome,
      @Nullable OtherSinks otherSinks) {
    Accounts accounts = outcome.accounts();
    return new Report(
        accounts.sent(),
        accounts.rows(),
        accounts.deadLettered(),
        outcome.took().toMillis() / 1000.0,
        servers.endpoints().with(page),
        TOPIC,
        servers.keyset().toString(),
        otherSinks == null ? null : otherSinks.counts(outcome.all().rows()));
  }
}
