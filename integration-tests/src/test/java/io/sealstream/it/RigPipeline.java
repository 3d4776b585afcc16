package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.quickstart.EmbeddedConnect;
import io.sealstream.quickstart.EmbeddedPostgres;
import io.sealstream.quickstart.PiiCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way from a login queue of the rig to user_logins: what {@link RigBackends} has, with
 * PostgreSQL and a keyset. It knows every login that it has sent, and what has become of them.
 */
final class RigPipeline implements WorkerHome, AutoCloseable {

  private final RigBackends backends;
  private final EmbeddedPostgres postgres;
  private final Path keyset;
  private final RigQueue logins;
  private final RigQueue deadLetters;
  private final SentCount sent = new SentCount();
  private int reported;
  private long recordsReported;

  private RigPipeline(
      RigBackends backends,
      EmbeddedPostgres postgres,
      Path keyset,
      RigQueue logins,
      RigQueue deadLetters) {
    this.backends = backends;
    this.postgres = postgres;
    this.keyset = keyset;
    this.logins = logins;
    this.deadLetters = deadLetters;
  }

  /**
   * Starts it, without a worker.
   *
   * @param visibility how long the login queue hides a received message; whole seconds
   */
  static RigPipeline start(Duration visibility) throws Exception {
    RigBackends backends = RigBackends.start();
    try {
      return start(backends, visibility);
    } catch (Exception e) {
      backends.close();
      throw e;
    }
  }

  private static RigPipeline start(RigBackends backends, Duration visibility) throws Exception {
    Path folder = backends.folder();
    EmbeddedPostgres postgres =
        backends.resources().open(() -> EmbeddedPostgres.start(folder.resolve("postgres")));
    postgres.migrate(Backends.CONFIGS.resolve("sql"));
    Path keyset = folder.resolve("keyset.json");
    PiiCommand.unpack(Backends.DIST.resolve("commands"), folder.resolve("commands"))
        .createKeyset(keyset);
    RigQueue logins =
        backends
            .rig()
            .createQueue("logins", Map.of("VisibilityTimeout", "" + visibility.toSeconds()));
    RigQueue deadLetters = backends.rig().createQueue("logins-dlq");
    return new RigPipeline(backends, postgres, keyset, logins, deadLetters);
  }

  RigBackends backends() {
    return backends;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  Path keyset() {
    return keyset;
  }

  RigQueue logins() {
    return logins;
  }

  RigQueue deadLetters() {
    return deadLetters;
  }

  @Override
  public Path folder() {
    return backends.folder();
  }

  @Override
  public Path pluginPath() {
    return backends.pluginPath();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(backends.environment());
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("SQS_ENDPOINT_URL", backends.rig().endpoint().toString());
    environment.put("SQS_QUEUE_URL", logins.url());
    environment.put("SQS_DEAD_LETTER_QUEUE_URL", deadLetters.url());
    environment.put("PII_KEYSET_FILE", keyset.toString());
    environment.put("JDBC_URL", postgres.url());
    environment.put("JDBC_USER", postgres.user());
    environment.put("JDBC_PASSWORD", postgres.password());
    return environment;
  }

  /** A distributed worker in this process, with the shipped properties; closed with the rest. */
  Rest startWorker() throws Exception {
    Map<String, String> properties =
        EmbeddedConnect.properties(
            Backends.CONFIGS.resolve("worker.properties"),
            backends.kafka().bootstrapServers(),
            pluginPath(),
            environment(),
            Map.of());
    return new Rest(backends.resources().open(() -> EmbeddedConnect.start(properties)).url());
  }

  /** Posts the shipped source and the shipped sink as they are. */
  void post(Rest rest) {
    rest.post(ShippedConfig.SOURCE);
    rest.post(ShippedConfig.SINK);
  }

  /** A shipped configuration with another number of tasks; everything else is as it is posted. */
  static Map<String, String> shippedWithTasks(String connector, int tasks) throws IOException {
    Map<String, String> config =
        ShippedConfig.settings(Backends.CONFIGS.resolve(connector + ".json"));
    config.put("tasks.max", Integer.toString(tasks));
    return config;
  }

  /** Sends the next login of this name; one thread for a name. */
  void send(String name) {
    logins.send(Logins.one(name, sent.next(name)));
    sent.add(name);
  }

  /** How many logins were sent and have no row yet. */
  int onTheirWay() {
    int rows = table().count(); // first: logins go on arriving
    return sent.total() - rows;
  }

  KafkaTopics topics() {
    return backends.topics();
  }

  Table table() {
    return new Table(postgres.dataSource());
  }

  /** Waits until nothing is left in the queue, and every login that was sent has its row. */
  void awaitDelivered(Duration patience) {
    await("a row for each login, and an empty queue")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              assertThat(left(logins.counts())).as("left in the queue").isZero();
              assertThat(onTheirWay()).as("logins without a row").isLessThanOrEqualTo(0);
            });
  }

  private static int left(QueueCounts counts) {
    return counts.visible() + counts.inFlight() + counts.delayed();
  }

  /** Every login that was ever sent has exactly one row, and there are no others. */
  void assertOneRowEach() {
    Map<String, BitSet> found = new HashMap<>();
    AtomicInteger rows = new AtomicInteger();
    table()
        .forEachUserId(
            id -> {
              int name = id.indexOf('-') + 1;
              int number = id.lastIndexOf('-');
              found
                  .computeIfAbsent(id.substring(name, number), key -> new BitSet())
                  .set(Integer.parseInt(id.substring(number + 1)));
              rows.incrementAndGet();
            });
    sent.byName()
        .forEach(
            (name, count) ->
                assertThat(found.getOrDefault(name, new BitSet()).get(0, count).cardinality())
                    .as("logins of %s that have a row", name)
                    .isEqualTo(count));
    assertThat(rows).as("rows").hasValue(sent.total());
  }

  /**
   * Prints what became of the logins since the last report: how many there were, and how many
   * records more than logins the topic has. None of them is lost where {@link #assertOneRowEach}
   * passed.
   */
  void report(String what) {
    report(what, topics());
  }

  /** The same with the topic at another Kafka than the pipeline's own. */
  void report(String what, KafkaTopics topics) {
    long records = topics.size(ShippedConfig.TOPIC);
    int count = sent.total();
    int more = count - reported;
    Scale.measured(
        "%s: %,d logins, 0 lost, one row each; %,d records more than logins in the topic",
        what, more, records - recordsReported - more);
    reported = count;
    recordsReported = records;
  }

  @Override
  public void close() {
    backends.close();
  }
}
