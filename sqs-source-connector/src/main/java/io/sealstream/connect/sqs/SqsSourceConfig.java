package io.sealstream.connect.sqs;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the SQS source: the only class that knows a key's name. Immutable;
 * everything a caller gets is typed and checked.
 */
final class SqsSourceConfig extends AbstractConfig {

  static final String QUEUE_URLS = "sqs.queue.urls";
  private static final String TOPIC = "topic";
  private static final String REGION = "sqs.region";
  private static final String ENDPOINT_URL = "sqs.endpoint.url";
  private static final String ACCESS_KEY_ID = "aws.access.key.id";
  private static final String SECRET_ACCESS_KEY = "aws.secret.access.key";
  private static final String SESSION_TOKEN = "aws.session.token";
  private static final String PROFILE = "aws.profile";
  private static final String PROVIDER_CLASS = "aws.credentials.provider.class";
  static final String ROLE_ARN = "aws.role.arn";
  private static final String ROLE_SESSION_NAME = "aws.role.session.name";
  private static final String ROLE_EXTERNAL_ID = "aws.role.external.id";
  private static final String PROXY_URL = "sqs.proxy.url";
  private static final String PROXY_USERNAME = "sqs.proxy.username";
  private static final String PROXY_PASSWORD = "sqs.proxy.password";
  static final String HTTP_CLIENT = "sqs.http.client";
  private static final String WAIT_TIME = "sqs.wait.time.seconds";
  static final String VISIBILITY_TIMEOUT = "sqs.visibility.timeout.seconds";
  private static final String RECEIVE_CONCURRENCY = "receive.concurrency.max";
  private static final String INFLIGHT_MESSAGES = "inflight.max.messages";
  private static final String INFLIGHT_BYTES = "inflight.max.bytes";
  private static final String BATCH_MESSAGES = "batch.max.messages";
  private static final String DELETE_LINGER = "delete.linger.ms";
  private static final String VALUE_FORMAT = "value.format";
  private static final String VALUE_SCHEMA = "value.schema";
  private static final String ENVELOPE = "envelope";
  private static final String RECORD_KEY = "record.key";
  private static final String MESSAGE_ATTRIBUTES = "headers.message.attributes";
  private static final String SYSTEM_ATTRIBUTES = "headers.system.attributes";
  private static final String HEADERS_PREFIX = "headers.prefix";
  private static final String S3_PAYLOADS = "s3.payloads";
  private static final String S3_BUCKETS = "s3.payload.buckets";
  private static final String S3_DELETE = "s3.payload.delete";
  private static final String POISON_POLICY = "poison.policy";
  static final String DEAD_LETTER_QUEUE_URL = "dead.letter.queue.url";
  private static final String SKIPPED_POLICY = "skipped.record.policy";

  static final String DEDUPLICATE_BY = "deduplicate.by";
  static final String DEDUPLICATE_WINDOW = "deduplicate.window.ms";

  private static final String NETTY = "netty";
  private static final String CRT = "crt";

  /** Connect's own keys; a source connector sees them among its properties. */
  private static final String ERRORS_TOLERANCE = "errors.tolerance";

  private static final String NAME = "name";
  private static final String EXACTLY_ONCE_SUPPORT = "exactly.once.support";
  private static final String REQUIRED = "required";
  private static final String TRANSACTION_BOUNDARY = "transaction.boundary";
  private static final String POLL = "poll";

  /** Where these send offsets elsewhere, Connect copies what it may still abort. */
  private static final List<String> ELSEWHERE =
      List.of("offsets.storage.topic", "producer.override.bootstrap.servers");

  private static final String TRANSACTION_TIMEOUT = "producer.override.transaction.timeout.ms";

  /** What to say of a dead letter queue that is a source too. */
  static final String DEAD_LETTER_LOOP =
      "this queue is also in " + QUEUE_URLS + ": a dead letter would be read again for ever";

  /** What to say to somebody whose task failed for a poison message. */
  static final String POISON_HINT =
      "mend the message's producer, or set " + POISON_POLICY + " to dead-letter, release or drop";

  /** What to say to somebody whose worker does not do what the connector requires. */
  static final String NO_TRANSACTIONS =
      EXACTLY_ONCE_SUPPORT
          + "=required, but this worker writes no transactions: set exactly.once.source.support=enabled on"
          + " every worker of the cluster";

  /** What to say to somebody whose messages are not hidden for long enough. */
  static final String LEASE_HINT =
      "raise %s or lower %s".formatted(VISIBILITY_TIMEOUT, TRANSACTION_TIMEOUT);

  /** What to say to somebody whose proxy opens no connection. */
  static final String PROXY_HINT =
      "Check %s, %s and %s".formatted(PROXY_URL, PROXY_USERNAME, PROXY_PASSWORD);

  /** What to say to somebody whose worker cannot load CRT. */
  static final String CRT_HINT =
      "Set %s to %s, or mend that: the archive holds it for Linux on x86_64 and aarch64, and it is unpacked into"
              .formatted(HTTP_CLIENT, NETTY)
          + " the folder of java.io.tmpdir, from which the system must be allowed to run code";

  /** What to say to somebody whose JVM does not believe a server's certificate. */
  static final String TLS_HINT =
      "Put its issuer into the trust store of the worker's JVM (javax.net.ssl.trustStore)";

  /** What to say to somebody whose server has a certificate that is too old or too new. */
  static final String VALIDITY_HINT = "Have it renewed, or set the worker's clock right";

  /** What to say to somebody to whom CRT speaks no TLS. */
  static final String CRT_TLS_HINT =
      "%s=%s trusts the certificates of the system, not those of the JVM: for these set it to %s"
          .formatted(HTTP_CLIENT, CRT, NETTY);

  /** What to say to somebody for whom no credentials are found. */
  static final String CREDENTIALS_HINT =
      "Give the worker a role, a profile or the environment's variables, or set %s, %s or %s"
          .formatted(PROFILE, ACCESS_KEY_ID, PROVIDER_CLASS);

  /** What to say to somebody whose role cannot be assumed. */
  static final String ROLE_HINT =
      "Grant sts:AssumeRole on it to the credentials in use, and check that its trust policy names"
          + " them and expects this "
          + ROLE_EXTERNAL_ID;

  /** What to say of a payload that is elsewhere than it may be. */
  static final String BUCKETS_HINT = "is not in " + S3_BUCKETS;

  /**
   * A task's own share of the queues. Not {@link #QUEUE_URLS} itself: where that came from a
   * ConfigProvider, Connect puts the reference, and so all the queues, back into every task.
   */
  private static final String TASK_QUEUE_URLS = "task.queue.urls";

  /** A task's number among those of its connector: Connect does not tell a task its own. */
  private static final String TASK_NUMBER = "task.number";

  /** How many tasks its connector has. */
  private static final String TASK_COUNT = "task.count";

  private static final String STRING = "string";
  private static final String BYTES = "bytes";
  private static final String JSON = "json";
  private static final String SNS = "sns";
  private static final String NONE = "none";
  private static final String KEY_MESSAGE_ID = "message_id";
  private static final String KEY_GROUP_ID = "message_group_id";
  private static final String BY_ATTRIBUTE = "attribute:";
  private static final String BY_FIELD = "field:";
  private static final String BY_DEDUPLICATION_ID = "deduplication_id";
  private static final String RECORD_KEY_FORMS =
      "message_id, message_group_id, attribute:NAME, field:PATH or none";
  private static final String EVENT_KEY_FORMS =
      "none, deduplication_id, attribute:NAME or field:PATH";
  private static final String FAIL = "fail";
  private static final String RELEASE = "release";
  private static final String DEAD_LETTER = "dead-letter";
  private static final String DROP = "drop";
  private static final String DELETE = "delete";
  private static final String AUTO = "auto";

  /** SQS refuses a receive of a standard queue that asks for one of these. */
  private static final List<String> FIFO_ONLY_ATTRIBUTE_NAMES =
      List.of(SqsMessage.DEDUPLICATION_ID, SqsMessage.SEQUENCE_NUMBER);

  /** SQS hides a message for twelve hours at most. */
  private static final int MAX_VISIBILITY_SECONDS = 43_200;

  /** A long poll lasts twenty seconds at most. */
  private static final int MAX_WAIT_SECONDS = 20;

  /** The text of a payload is one string, and a record's value one array. */
  private static final long MAX_PAYLOAD_BYTES = 1024L * 1024 * 1024;

  /** What a renewal may take: SQS's answer, and another attempt. */
  private static final long RENEWAL_MARGIN_MS = 1000;

  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}");

  private static final String CREDENTIALS_GROUP = "Credentials";
  private static final String ENGINE_GROUP = "Engine";
  private static final String RECORDS_GROUP = "Records";
  private static final String POLICIES_GROUP = "Policies";
  private static final String DEDUPLICATION_GROUP = "Deduplication";
  private static final String S3_GROUP = "Payloads in S3";

  /** The groups whose settings have no part in how SQS is reached. */
  private static final Set<String> NOT_OF_THE_CLIENT =
      Set.of(ENGINE_GROUP, RECORDS_GROUP, POLICIES_GROUP, DEDUPLICATION_GROUP, S3_GROUP);

  static final ConfigDef CONFIG_DEF = define();

  /** Looks for one conflict. Its getters throw for a value that is wrong by itself. */
  @FunctionalInterface
  private interface Rule {
    void check(AbstractConfig config, Problems problems);
  }

  private static final List<Rule> RULES =
      List.of(
          (config, problems) -> addMissingDeadLetterQueue(config, POISON_POLICY, problems),
          (config, problems) -> addMissingDeadLetterQueue(config, SKIPPED_POLICY, problems),
          SqsSourceConfig::addDeadLetterLoop,
          SqsSourceConfig::addSchemaConflict,
          SqsSourceConfig::addKeyConflict,
          SqsSourceConfig::addEventKeyConflicts,
          SqsSourceConfig::addTopicConflicts,
          SqsSourceConfig::addFifoConflicts,
          SqsSourceConfig::addVisibilityConflict,
          SqsSourceConfig::addMissingS3Library,
          SqsSourceConfig::addCredentialConflicts,
          SqsSourceConfig::addSourceConflicts,
          SqsSourceConfig::addRoleConflicts,
          SqsSourceConfig::addProxyConflicts,
          SqsSourceConfig::addHttpClientConflict,
          SqsSourceConfig::addExactlyOnceConflicts);

  private final @Nullable Schema valueSchema;

  /** Whether both settings that decide about visibility are right. */
  private final boolean judgesVisibility;

  /**
   * Reads and checks {@code properties}.
   *
   * @throws ConfigException naming the first key that is wrong and what is allowed
   */
  SqsSourceConfig(Map<String, String> properties) {
    super(CONFIG_DEF, properties);
    conflicts(this)
        .byKey()
        .forEach(
            (key, problems) -> {
              throw new ConfigException(key + ": " + problems.get(0));
            });
    String notation = getString(VALUE_SCHEMA);
    valueSchema = notation == null ? null : SchemaNotation.parse(notation);
    judgesVisibility = true;
  }

  /** Only for {@link #toAskQueues}. */
  private SqsSourceConfig(ConfigDef def, Map<String, String> properties, boolean judgesVisibility) {
    super(def, properties, false);
    valueSchema = null;
    this.judgesVisibility = judgesVisibility;
  }

  /**
   * What single values cannot tell: the problems between settings that are valid each by itself.
   *
   * @param properties the properties of a connector
   * @param wrong the keys whose own value is wrong: what depends on one of them is not looked at
   */
  static Problems conflicts(Map<String, String> properties, Set<String> wrong) {
    return conflicts(new AbstractConfig(definitionWithout(wrong), properties, false));
  }

  private static Problems conflicts(AbstractConfig config) {
    Problems problems = new Problems();
    for (Rule rule : RULES) {
      try {
        rule.check(config, problems);
      } catch (ConfigException e) {
        // It reads a value that is wrong by itself, and so not there: that was said already.
      }
    }
    return problems;
  }

  /**
   * What is needed to ask the queues, of properties of which some are wrong; null when a wrong one
   * is among that. What is wrong and not needed has its default, or is not there.
   *
   * @param properties the properties of a connector
   * @param wrong the keys that somebody has to mend
   */
  static @Nullable SqsSourceConfig toAskQueues(Map<String, String> properties, Set<String> wrong) {
    Map<String, String> right = new LinkedHashMap<>(properties);
    Set<String> required = new HashSet<>();
    for (String name : wrong) {
      ConfigDef.ConfigKey key = CONFIG_DEF.configKeys().get(name);
      if (key != null && !name.equals(TOPIC) && !NOT_OF_THE_CLIENT.contains(key.group)) {
        return null;
      }
      if (key != null && !key.hasDefault()) {
        required.add(name);
      }
      right.remove(name);
    }
    boolean visibility = !wrong.contains(VISIBILITY_TIMEOUT) && !wrong.contains(DELETE_LINGER);
    return new SqsSourceConfig(definitionWithout(required), right, visibility);
  }

  private static ConfigDef definitionWithout(Set<String> keys) {
    ConfigDef def = new ConfigDef();
    CONFIG_DEF.configKeys().values().stream()
        .filter(key -> !keys.contains(key.name))
        .forEach(def::define);
    return def;
  }

  private static void addMissingDeadLetterQueue(
      AbstractConfig config, String policy, Problems problems) {
    if (config.getString(DEAD_LETTER_QUEUE_URL) == null
        && config.getString(policy).equals(DEAD_LETTER)) {
      problems.add(DEAD_LETTER_QUEUE_URL, "required because " + policy + " is dead-letter");
    }
  }

  private static void addDeadLetterLoop(AbstractConfig config, Problems problems) {
    String deadLetters = config.getString(DEAD_LETTER_QUEUE_URL);
    if (deadLetters != null
        && config.getList(QUEUE_URLS).stream().anyMatch(url -> isSameQueue(url, deadLetters))) {
      problems.add(DEAD_LETTER_QUEUE_URL, DEAD_LETTER_LOOP);
    }
  }

  private static void addFifoConflicts(AbstractConfig config, Problems problems) {
    List<String> fifoOnly = new ArrayList<>(config.getList(SYSTEM_ATTRIBUTES));
    fifoOnly.retainAll(FIFO_ONLY_ATTRIBUTE_NAMES);
    List<String> standard =
        config.getList(QUEUE_URLS).stream().filter(url -> !SqsQueue.isFifo(url)).toList();
    if (!fifoOnly.isEmpty() && !standard.isEmpty()) {
      problems.add(
          SYSTEM_ATTRIBUTES,
          "only messages of FIFO queues have %s, and %s is a standard queue (what a FIFO queue gives is"
                  .formatted(String.join(" and ", fifoOnly), standard.get(0))
              + " a header without this setting)");
    }
  }

  /** However the URL is written: SQS tells queues by the path, hosts are told without case. */
  private static boolean isSameQueue(String one, String other) {
    return normalised(one).equals(normalised(other));
  }

  private static String normalised(String url) {
    URI uri = URI.create(url);
    boolean defaultPort = uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = defaultPort ? -1 : uri.getPort();
    return host + ":" + port + uri.getPath().replaceAll("/+$", "");
  }

  private static void addSchemaConflict(AbstractConfig config, Problems problems) {
    if (config.getString(VALUE_SCHEMA) != null && !isJson(config)) {
      problems.add(VALUE_SCHEMA, "needs " + VALUE_FORMAT + "=json");
    }
  }

  private static void addKeyConflict(AbstractConfig config, Problems problems) {
    addFieldConflict(config, RECORD_KEY, "every message would be refused", problems);
  }

  private static void addEventKeyConflicts(AbstractConfig config, Problems problems) {
    addFieldConflict(config, DEDUPLICATE_BY, "no message would be known again", problems);
    addEventTypeConflict(config, problems);
    if (BY_DEDUPLICATION_ID.equals(config.getString(DEDUPLICATE_BY))) {
      config.getList(QUEUE_URLS).stream()
          .filter(url -> !SqsQueue.isFifo(url))
          .forEach(
              url ->
                  problems.add(
                      DEDUPLICATE_BY,
                      "queue "
                          + url
                          + " is a standard queue, whose messages have no deduplication id: let their"
                          + " producer send an id as an attribute or a field"));
    }
  }

  private static void addEventTypeConflict(AbstractConfig config, Problems problems) {
    FieldPath field = field(config.getString(DEDUPLICATE_BY));
    String notation = config.getString(VALUE_SCHEMA);
    Schema schema =
        field == null || notation == null ? null : field.in(SchemaNotation.parse(notation));
    if (schema != null && !EventKey.isSingleValue(schema)) {
      problems.add(
          DEDUPLICATE_BY,
          "by %s the field is %s; expected a text, a number or a boolean: every message would be refused"
              .formatted(VALUE_SCHEMA, schema.name() == null ? schema.type() : schema.name()));
    }
  }

  private static void addFieldConflict(
      AbstractConfig config, String setting, String otherwise, Problems problems) {
    FieldPath field = field(config.getString(setting));
    if (field == null) {
      return;
    }
    if (!isJson(config)) {
      problems.add(setting, "a field needs " + VALUE_FORMAT + "=json");
      return;
    }
    String notation = config.getString(VALUE_SCHEMA);
    if (notation != null && field.in(SchemaNotation.parse(notation)) == null) {
      problems.add(setting, VALUE_SCHEMA + " has no such field: " + otherwise);
    }
  }

  /** The path of a field from which something is to be taken, or null. */
  private static @Nullable FieldPath field(@Nullable String source) {
    return source != null && source.startsWith(BY_FIELD)
        ? FieldPath.parse(source.substring(BY_FIELD.length()))
        : null;
  }

  /** The name of an attribute from which something is to be taken, or null. */
  private static @Nullable String attribute(@Nullable String source) {
    return source != null && source.startsWith(BY_ATTRIBUTE)
        ? source.substring(BY_ATTRIBUTE.length())
        : null;
  }

  /** A queue's name can be too long for the topic, or an emulator's have other characters. */
  private static void addTopicConflicts(AbstractConfig config, Problems problems) {
    String topic = config.getString(TOPIC);
    for (String url : config.getList(QUEUE_URLS)) {
      try {
        ConfigChecks.topic(RecordMapper.topicOf(topic, SqsQueue.name(url)));
      } catch (IllegalArgumentException e) {
        problems.add(TOPIC, "with the name of queue " + url + ": " + e.getMessage());
      }
    }
  }

  private static boolean isJson(AbstractConfig config) {
    return config.getString(VALUE_FORMAT).equals(JSON);
  }

  private static void addMissingS3Library(AbstractConfig config, Problems problems) {
    if (config.getBoolean(S3_PAYLOADS) && !S3Library.isThere()) {
      problems.add(S3_PAYLOADS, S3Library.hint());
    }
  }

  private static void addVisibilityConflict(AbstractConfig config, Problems problems) {
    int seconds = config.getInt(VISIBILITY_TIMEOUT);
    long linger = config.getLong(DELETE_LINGER);
    if (seconds >= 0 && seconds < visibilityNeeded(linger)) {
      problems.add(VISIBILITY_TIMEOUT, seconds + " s is too short: " + whyTooShort(linger));
    }
  }

  /** The fewest whole seconds of which half is longer than the linger and a second to spare. */
  private static long visibilityNeeded(long lingerMs) {
    return 2 * (lingerMs + RENEWAL_MARGIN_MS) / 1000 + 1;
  }

  private static String whyTooShort(long lingerMs) {
    return "a held message is renewed before half of its visibility timeout is gone, so with "
        + DELETE_LINGER
        + "="
        + lingerMs
        + " it must be at least "
        + visibilityNeeded(lingerMs)
        + " s. Set it to "
        + visibilityNeeded(lingerMs)
        + " or more"
        + (lingerMs == 0 ? "" : ", or lower " + DELETE_LINGER);
  }

  private static void addCredentialConflicts(AbstractConfig config, Problems problems) {
    boolean id = config.getPassword(ACCESS_KEY_ID) != null;
    boolean secret = config.getPassword(SECRET_ACCESS_KEY) != null;
    if (id != secret) {
      problems.add(
          id ? SECRET_ACCESS_KEY : ACCESS_KEY_ID,
          "set both " + ACCESS_KEY_ID + " and " + SECRET_ACCESS_KEY + ", or neither");
    } else if (!id && config.getPassword(SESSION_TOKEN) != null) {
      problems.add(ACCESS_KEY_ID, "required because " + SESSION_TOKEN + " is set");
    }
  }

  private static void addSourceConflicts(AbstractConfig config, Problems problems) {
    boolean keys =
        config.getPassword(ACCESS_KEY_ID) != null || config.getPassword(SECRET_ACCESS_KEY) != null;
    boolean profile = config.getString(PROFILE) != null;
    if (profile && keys) {
      problems.add(PROFILE, "set either this or " + ACCESS_KEY_ID + ", not both");
    }
    if (config.getString(PROVIDER_CLASS) != null && (keys || profile)) {
      problems.add(
          PROVIDER_CLASS, "set either this or " + (keys ? ACCESS_KEY_ID : PROFILE) + ", not both");
    }
  }

  private static void addRoleConflicts(AbstractConfig config, Problems problems) {
    if (config.getString(ROLE_ARN) == null) {
      for (String key : List.of(ROLE_SESSION_NAME, ROLE_EXTERNAL_ID)) {
        if (config.getString(key) != null) {
          problems.add(key, "needs " + ROLE_ARN);
        }
      }
    }
  }

  private static void addProxyConflicts(AbstractConfig config, Problems problems) {
    boolean user = config.getString(PROXY_USERNAME) != null;
    boolean password = config.getPassword(PROXY_PASSWORD) != null;
    if (user != password) {
      problems.add(
          user ? PROXY_PASSWORD : PROXY_USERNAME,
          "set both " + PROXY_USERNAME + " and " + PROXY_PASSWORD + ", or neither");
    } else if (user && config.getString(PROXY_URL) == null) {
      problems.add(PROXY_URL, "required because " + PROXY_USERNAME + " is set");
    }
  }

  private static void addHttpClientConflict(AbstractConfig config, Problems problems) {
    if (config.getString(HTTP_CLIENT).equals(CRT) && config.getString(PROXY_URL) != null) {
      problems.add(HTTP_CLIENT, CRT + " uses no proxy: with " + PROXY_URL + " set it to " + NETTY);
    }
  }

  private static void addExactlyOnceConflicts(AbstractConfig config, Problems problems) {
    if (requiresExactlyOnce(config)) {
      addWhatPreventsExactlyOnce(config, problems);
    }
  }

  /** Connect's own setting; by default it is only requested, and whether it is so is not told. */
  private static boolean requiresExactlyOnce(AbstractConfig config) {
    return REQUIRED.equalsIgnoreCase(ofConnect(config, EXACTLY_ONCE_SUPPORT, ""));
  }

  private static String ofConnect(AbstractConfig config, String key, String otherwise) {
    return String.valueOf(config.originals().getOrDefault(key, otherwise));
  }

  /**
   * What keeps a connector with these properties from delivering exactly once.
   *
   * @param properties the properties of a connector
   */
  static Problems preventingExactlyOnce(Map<String, String> properties) {
    Problems problems = new Problems();
    try {
      addWhatPreventsExactlyOnce(new AbstractConfig(CONFIG_DEF, properties, false), problems);
    } catch (ConfigException e) {
      problems.add(EXACTLY_ONCE_SUPPORT, "another setting is wrong by itself");
    }
    return problems;
  }

  private static void addWhatPreventsExactlyOnce(AbstractConfig config, Problems problems) {
    if (!POLL.equalsIgnoreCase(ofConnect(config, TRANSACTION_BOUNDARY, POLL))) {
      problems.add(
          TRANSACTION_BOUNDARY,
          "exactly once needs "
              + POLL
              + ": a transaction of several batches may be open over a pause");
    }
    for (String key : ELSEWHERE) {
      if (!ofConnect(config, key, "").isBlank()) {
        problems.add(
            key,
            "exactly once needs the worker's own offsets topic: where a connector has another, Connect"
                + " copies offsets to the worker's before their transaction is decided");
      }
    }
    Duration timeout = transactionTimeout(config);
    if (timeout == null) {
      problems.add(
          TRANSACTION_TIMEOUT,
          "exactly once needs it to be set, to 30000 for example: nobody may receive a message before its"
              + " transaction is decided, and what the worker sets cannot be seen here");
      return;
    }
    Duration visibility = visibilityTimeout(config);
    if (visibility != null) {
      String problem = tooShortForExactlyOnce(config, visibility, timeout);
      if (problem != null) {
        problems.add(VISIBILITY_TIMEOUT, visibility.toSeconds() + " s is too short" + problem);
      }
    }
    long windowNeeded = new LeaseRule(timeout).lease().multipliedBy(2).toMillis();
    if (config.getLong(DEDUPLICATE_WINDOW) < windowNeeded) {
      problems.add(
          DEDUPLICATE_WINDOW,
          "exactly once needs at least %d ms with %s=%d: twice as long as another task's transaction may be"
                  .formatted(windowNeeded, TRANSACTION_TIMEOUT, timeout.toMillis())
              + " undecided");
    }
  }

  /** Null where it is not set, or is no number: then Connect says what is wrong with it. */
  private static @Nullable Duration transactionTimeout(AbstractConfig config) {
    String millis = ofConnect(config, TRANSACTION_TIMEOUT, "").trim();
    return MILLIS.matcher(millis).matches() ? Duration.ofMillis(Long.parseLong(millis)) : null;
  }

  private static @Nullable String tooShortForExactlyOnce(
      AbstractConfig config, Duration visibility, Duration timeout) {
    LeaseRule rule = new LeaseRule(timeout);
    Duration needed = rule.visibilityNeeded(Duration.ofSeconds(config.getInt(WAIT_TIME)));
    return visibility.compareTo(needed) >= 0
        ? null
        : " for exactly once: with %s=%d a message must be hidden for at least %d s. Set %s to that or more, or lower %s"
            .formatted(
                TRANSACTION_TIMEOUT,
                timeout.toMillis(),
                needed.plusMillis(999).toSeconds(),
                VISIBILITY_TIMEOUT,
                TRANSACTION_TIMEOUT);
  }

  /** Whether Connect is required to write records and offsets in transactions. */
  boolean deliversExactlyOnce() {
    return requiresExactlyOnce(this);
  }

  /** For how long messages have to be hidden; only where they are delivered exactly once. */
  LeaseRule leaseRule() {
    Duration timeout = transactionTimeout(this);
    if (timeout == null) {
      throw new IllegalStateException(TRANSACTION_TIMEOUT + " is not set");
    }
    return new LeaseRule(timeout);
  }

  /** For how long what was produced is remembered after its message was deleted. */
  Duration deduplicateWindow() {
    return Duration.ofMillis(getLong(DEDUPLICATE_WINDOW));
  }

  /** The queues to read, all or a task's share, in the order given, without repetitions. */
  List<String> queueUrls() {
    Object share = originals().get(TASK_QUEUE_URLS);
    List<String> urls =
        share == null ? getList(QUEUE_URLS) : List.of(String.valueOf(share).split(","));
    return urls.stream().distinct().toList();
  }

  /**
   * Keys that look as if they were meant for this connector, but mean nothing: they begin like a
   * setting of it, and are none. What begins otherwise may be Connect's own.
   */
  static Set<String> unknownKeys(Map<String, String> properties) {
    Set<String> ours = new HashSet<>();
    for (String key : CONFIG_DEF.names()) {
      if (key.contains(".")) {
        ours.add(firstWord(key));
      }
    }
    ours.remove(firstWord(VALUE_FORMAT)); // Connect's value.converter begins so too
    Set<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(CONFIG_DEF.names());
    unknown.removeIf(key -> !key.contains(".") || !ours.contains(firstWord(key)));
    return unknown;
  }

  private static String firstWord(String key) {
    return key.substring(0, key.indexOf('.'));
  }

  /** The properties of one of {@code count} tasks: the connector's own with these queues. */
  static Map<String, String> forTask(
      Map<String, String> properties, int number, int count, List<String> queueUrls) {
    Map<String, String> task = new LinkedHashMap<>(properties);
    task.put(TASK_COUNT, String.valueOf(count));
    task.put(TASK_NUMBER, String.valueOf(number));
    task.put(TASK_QUEUE_URLS, String.join(",", queueUrls));
    return task;
  }

  /** The connector's name, for its metrics. */
  String connectorName() {
    return String.valueOf(originals().getOrDefault(NAME, "sqs-source"));
  }

  /** The task's number, from 0. */
  int taskNumber() {
    return Integer.parseInt(String.valueOf(originals().getOrDefault(TASK_NUMBER, "0")));
  }

  /** How many tasks the connector has. */
  int taskCount() {
    return Integer.parseInt(String.valueOf(originals().getOrDefault(TASK_COUNT, "1")));
  }

  String topic() {
    return getString(TOPIC);
  }

  @Nullable String region() {
    return getString(REGION);
  }

  @Nullable URI endpoint() {
    String url = getString(ENDPOINT_URL);
    return url == null ? null : URI.create(url);
  }

  /** Whether requests are made by the AWS Common Runtime; else by Netty. */
  boolean usesCrt() {
    return getString(HTTP_CLIENT).equals(CRT);
  }

  /** How to reach AWS, or null for the SDK's own way. */
  @Nullable Proxy proxy() {
    String url = getString(PROXY_URL);
    return url == null
        ? null
        : new Proxy(URI.create(url), getString(PROXY_USERNAME), getPassword(PROXY_PASSWORD));
  }

  /**
   * An HTTP proxy.
   *
   * @param url its scheme, host and port
   * @param user whom it asks for, or null together with
   * @param password the user's password
   */
  record Proxy(URI url, @Nullable String user, @Nullable Password password) {}

  /** A profile of the worker's AWS configuration files, or null. */
  @Nullable String profile() {
    return getString(PROFILE);
  }

  /** The class of a credentials provider, or null. */
  @Nullable String credentialsProviderClass() {
    return getString(PROVIDER_CLASS);
  }

  /** The role to assume with whatever credentials there are, or null. */
  @Nullable Role role() {
    String arn = getString(ROLE_ARN);
    if (arn == null) {
      return null;
    }
    String name = getString(ROLE_SESSION_NAME);
    return new Role(arn, name == null ? defaultSessionName() : name, getString(ROLE_EXTERNAL_ID));
  }

  /**
   * A role to assume.
   *
   * @param arn its ARN
   * @param sessionName the name under which CloudTrail shows what is done with it
   * @param externalId what its trust policy may ask for, or null
   */
  record Role(String arn, String sessionName, @Nullable String externalId) {}

  /** The name of a session of a role, where nobody gave it another. */
  String defaultSessionName() {
    String connector = String.valueOf(originals().getOrDefault(NAME, "sqs-source"));
    String name = "sealstream-" + connector.replaceAll("[^A-Za-z0-9_+=,.@-]", "-");
    return name.substring(0, Math.min(name.length(), ConfigChecks.MAX_SESSION_NAME_LENGTH));
  }

  /** Static credentials, or null. */
  @Nullable StaticCredentials credentials() {
    Password id = getPassword(ACCESS_KEY_ID);
    Password secret = getPassword(SECRET_ACCESS_KEY);
    return id == null || secret == null
        ? null
        : new StaticCredentials(id, secret, getPassword(SESSION_TOKEN));
  }

  /**
   * An access key.
   *
   * @param id its id
   * @param secret its secret
   * @param sessionToken the token that belongs to temporary ones, or null
   */
  record StaticCredentials(Password id, Password secret, @Nullable Password sessionToken) {}

  /** The key of what decides where requests go. */
  String connectionKey() {
    if (proxy() != null) {
      return PROXY_URL;
    }
    return endpoint() == null ? REGION : ENDPOINT_URL;
  }

  /** The key that credentials come from; where none is set, the first that could be. */
  String credentialsKey() {
    return CONFIG_DEF.configKeys().values().stream()
        .filter(key -> CREDENTIALS_GROUP.equals(key.group))
        .sorted(Comparator.comparingInt(key -> key.orderInGroup))
        .map(key -> key.name)
        .filter(originals()::containsKey)
        .findFirst()
        .orElse(ACCESS_KEY_ID);
  }

  /** The key to look at when no client can be made. */
  String clientKey() {
    return region() == null ? REGION : credentialsKey();
  }

  /**
   * What is wrong with how long {@code queue} hides a received message, or null. Where a setting
   * says how long, the queue's own time does not matter.
   */
  @Nullable String visibilityProblem(String queueUrl, Duration ofTheQueue) {
    if (!judgesVisibility || visibilityTimeout() != null) {
      return null;
    }
    if (ofTheQueue.isZero()) {
      return hidesNothing(queueUrl);
    }
    long linger = deleteLinger().toMillis();
    if (ofTheQueue.toSeconds() < visibilityNeeded(linger)) {
      return "Queue %s hides a received message for %d s, which is too short: %s"
          .formatted(queueUrl, ofTheQueue.toSeconds(), whyTooShort(linger));
    }
    return leaseProblem(queueUrl, ofTheQueue);
  }

  /** As {@link #visibilityProblem}, for what a task cannot work with at all. */
  @Nullable String fatalVisibilityProblem(String queueUrl, Duration ofTheQueue) {
    return ofTheQueue.isZero() ? hidesNothing(queueUrl) : leaseProblem(queueUrl, ofTheQueue);
  }

  private @Nullable String leaseProblem(String queueUrl, Duration ofTheQueue) {
    Duration timeout = requiresExactlyOnce(this) ? transactionTimeout(this) : null;
    String problem = timeout == null ? null : tooShortForExactlyOnce(this, ofTheQueue, timeout);
    return problem == null
        ? null
        : "Queue %s hides a received message for %d s, which is too short%s"
            .formatted(queueUrl, ofTheQueue.toSeconds(), problem);
  }

  /** What to say to somebody whose queue has a visibility timeout of 0. */
  static String hidesNothing(String queueUrl) {
    return "Queue "
        + queueUrl
        + " does not hide the messages it delivers: its visibility timeout is 0. Set it on the"
        + " queue, or set "
        + VISIBILITY_TIMEOUT
        + " here";
  }

  /** What to say of a payload that is too large to be held. */
  static String payloadTooLarge(long bytes, long maxBytes) {
    return "its payload in S3 of "
        + bytes
        + " bytes is larger than the "
        + maxBytes
        + " bytes that "
        + INFLIGHT_BYTES
        + " allows";
  }

  /** How long one receive waits for messages. */
  Duration waitTime() {
    return Duration.ofSeconds(getInt(WAIT_TIME));
  }

  /** How long a receive hides its messages, or null for the queue's own setting. */
  @Nullable Duration visibilityTimeout() {
    return visibilityTimeout(this);
  }

  private static @Nullable Duration visibilityTimeout(AbstractConfig config) {
    int seconds = config.getInt(VISIBILITY_TIMEOUT);
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }

  /** The most receives under way at once, over all queues of a task. */
  int receiveConcurrency() {
    return getInt(RECEIVE_CONCURRENCY);
  }

  int inflightMaxMessages() {
    return getInt(INFLIGHT_MESSAGES);
  }

  long inflightMaxBytes() {
    return getLong(INFLIGHT_BYTES);
  }

  /** The most records that one {@code poll()} returns. */
  int batchMaxMessages() {
    return getInt(BATCH_MESSAGES);
  }

  /** How long a settled message may wait for its batch to fill. */
  Duration deleteLinger() {
    return Duration.ofMillis(getLong(DELETE_LINGER));
  }

  ValueFormat valueFormat() {
    return switch (getString(VALUE_FORMAT)) {
      case JSON -> new JsonFormat(valueSchema);
      case BYTES -> ValueFormat.bytes();
      default -> ValueFormat.string();
    };
  }

  Envelope envelope() {
    return switch (getString(ENVELOPE)) {
      case SNS -> SnsEnvelope.required();
      case AUTO -> SnsEnvelope.whereThereIsOne();
      default -> Envelope.none();
    };
  }

  RecordKeys recordKeys() {
    String source = getString(RECORD_KEY);
    return source == null
        ? new RecordKeys(RecordKey.messageId(), RecordKey.messageGroupId())
        : RecordKeys.all(recordKey(source));
  }

  private static RecordKey recordKey(String source) {
    String attribute = attribute(source);
    if (attribute != null) {
      return RecordKey.attribute(attribute);
    }
    FieldPath field = field(source);
    if (field != null) {
      return RecordKey.field(field);
    }
    return switch (source) {
      case KEY_GROUP_ID -> RecordKey.messageGroupId();
      case NONE -> RecordKey.none();
      default -> RecordKey.messageId();
    };
  }

  /** What tells that two messages are the same event. */
  EventKey eventKey() {
    String source = getString(DEDUPLICATE_BY);
    String attribute = attribute(source);
    if (attribute != null) {
      return EventKey.attribute(attribute);
    }
    FieldPath field = field(source);
    if (field != null) {
      return EventKey.field(field);
    }
    return source.equals(BY_DEDUPLICATION_ID) ? EventKey.deduplicationId() : EventKey.none();
  }

  /** Whether an event that was sent twice is to be produced once. */
  boolean deduplicates() {
    return !NONE.equals(getString(DEDUPLICATE_BY));
  }

  RecordHeaders recordHeaders() {
    return new RecordHeaders(
        NameSelection.of(getList(MESSAGE_ATTRIBUTES)),
        NameSelection.of(getList(SYSTEM_ATTRIBUTES)),
        getString(HEADERS_PREFIX));
  }

  /**
   * The system attributes that a receive of a queue has to ask for, by SQS's names, or {@code All}.
   *
   * @param queueUrl the queue: of a FIFO queue there are more
   */
  Set<String> systemAttributesToReceive(String queueUrl) {
    Set<String> names = new TreeSet<>(getList(SYSTEM_ATTRIBUTES));
    if (names.contains("*")) {
      return Set.of("All");
    }
    names.add(SqsMessage.SENT_TIMESTAMP);
    names.add(SqsMessage.RECEIVE_COUNT); // for the metrics
    if (SqsQueue.isFifo(queueUrl)) {
      names.add(SqsMessage.GROUP_ID);
      names.addAll(FIFO_ONLY_ATTRIBUTE_NAMES);
    } else if (KEY_GROUP_ID.equals(getString(RECORD_KEY))) {
      names.add(SqsMessage.GROUP_ID); // that of a fair queue
    }
    return names;
  }

  /** How to know the messages whose payload is in S3; null where every body is taken as it is. */
  @Nullable PayloadPointers payloadPointers() {
    return getBoolean(S3_PAYLOADS)
        ? new PayloadPointers(getList(S3_BUCKETS), Math.min(inflightMaxBytes(), MAX_PAYLOAD_BYTES))
        : null;
  }

  /** Whether a payload is to be deleted after its message. */
  boolean deletesPayloads() {
    return getBoolean(S3_DELETE);
  }

  PoisonPolicy poisonPolicy() {
    return switch (getString(POISON_POLICY)) {
      case RELEASE -> PoisonPolicy.RELEASE;
      case DEAD_LETTER -> PoisonPolicy.DEAD_LETTER;
      case DROP -> PoisonPolicy.DROP;
      default -> PoisonPolicy.FAIL;
    };
  }

  @Nullable String deadLetterQueueUrl() {
    return getString(DEAD_LETTER_QUEUE_URL);
  }

  /** The policy for skipped records, {@code auto} resolved. */
  SkippedRecordPolicy skippedRecordPolicy() {
    return switch (getString(SKIPPED_POLICY)) {
      case RELEASE -> SkippedRecordPolicy.RELEASE;
      case DELETE -> SkippedRecordPolicy.DELETE;
      case DEAD_LETTER -> SkippedRecordPolicy.DEAD_LETTER;
      default -> automaticSkippedPolicy();
    };
  }

  private SkippedRecordPolicy automaticSkippedPolicy() {
    boolean failuresTolerated = "all".equals(originals().get(ERRORS_TOLERANCE));
    if (!failuresTolerated) {
      return SkippedRecordPolicy.DELETE; // only a transform's filter returns no metadata
    }
    return deadLetterQueueUrl() == null
        ? SkippedRecordPolicy.RELEASE
        : SkippedRecordPolicy.DEAD_LETTER;
  }

  private static ConfigDef define() {
    ConfigDef def = new ConfigDef();
    defineQueues(new Group(def, "Queues"));
    defineCredentials(new Group(def, CREDENTIALS_GROUP));
    defineEngine(new Group(def, ENGINE_GROUP));
    defineRecords(new Group(def, RECORDS_GROUP));
    definePolicies(new Group(def, POLICIES_GROUP));
    defineDeduplication(new Group(def, DEDUPLICATION_GROUP));
    definePayloads(new Group(def, S3_GROUP));
    return def;
  }

  private static void defineQueues(Group group) {
    group.add(
        QUEUE_URLS,
        ConfigDef.Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        ConfigChecks.each(ConfigChecks::queueUrl, "one queue URL"),
        Importance.HIGH,
        "The URLs of the queues to read, comma separated. Queues are divided over the tasks; with"
            + " more tasks than queues, several tasks read one queue.");
    group.add(
        TOPIC,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        ConfigChecks.check(ConfigChecks::topic, "a topic name"),
        Importance.HIGH,
        "The topic to write to. ${queue} stands for the name of the queue.");
    group.add(
        REGION,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::region, "a region"),
        Importance.HIGH,
        "The AWS region, such as eu-central-1. By default what the AWS SDK's chain finds:"
            + " environment, profile, instance.");
    group.add(
        ENDPOINT_URL,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::bareUrl, "a URL"),
        Importance.MEDIUM,
        "Where to send requests instead of the region's own endpoint, for example a VPC endpoint"
            + " or an emulator.");
    group.add(
        PROXY_URL,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::proxyUrl, "http://host:port or https://host:port"),
        Importance.LOW,
        "The HTTP proxy for requests to SQS and for assuming a role. By default the AWS SDK's"
            + " choice: the JVM's http.proxyHost, else the environment's HTTP_PROXY, else none.");
    group.add(
        PROXY_USERNAME,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::resolved, "a user's name"),
        Importance.LOW,
        "The user for a proxy that asks for one (Basic).");
    group.add(
        PROXY_PASSWORD,
        ConfigDef.Type.PASSWORD,
        null,
        ConfigChecks.checkSecret(ConfigChecks::resolved, "the user's password"),
        Importance.LOW,
        "The password of the proxy's user; set it through a ConfigProvider.");
    group.add(
        HTTP_CLIENT,
        ConfigDef.Type.STRING,
        NETTY,
        ConfigDef.ValidString.in(NETTY, CRT),
        Importance.LOW,
        "What makes the requests. netty: Java, with the JVM's trust store and proxies. crt: the AWS"
            + " Common Runtime, native code for Linux, which takes less CPU time for a message;"
            + " it trusts the system's certificates and uses no proxy, the JVM's neither.");
  }

  private static void defineCredentials(Group group) {
    group.add(
        ACCESS_KEY_ID,
        ConfigDef.Type.PASSWORD,
        null,
        ConfigChecks.checkSecret(ConfigChecks::resolved, "an access key's id"),
        Importance.MEDIUM,
        "A static access key's id. Without it, a profile and a provider class the AWS SDK's chain"
            + " finds credentials: environment, web identity, default profile, container or"
            + " instance role.");
    group.add(
        SECRET_ACCESS_KEY,
        ConfigDef.Type.PASSWORD,
        null,
        ConfigChecks.checkSecret(ConfigChecks::resolved, "an access key's secret"),
        Importance.MEDIUM,
        "The secret of the static access key; set it through a ConfigProvider.");
    group.add(
        SESSION_TOKEN,
        ConfigDef.Type.PASSWORD,
        null,
        ConfigChecks.checkSecret(ConfigChecks::resolved, "a session token"),
        Importance.LOW,
        "The session token that belongs to a temporary access key.");
    group.add(
        PROFILE,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::resolved, "a profile's name"),
        Importance.MEDIUM,
        "A profile of the worker's AWS configuration files: its credentials and, without"
            + " sqs.region, its region.");
    group.add(
        PROVIDER_CLASS,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::credentialsProvider, "a class in the plugin's folder"),
        Importance.LOW,
        "A class that implements software.amazon.awssdk.auth.credentials.AwsCredentialsProvider"
            + " and has a public constructor without arguments or a public static create(). If it"
            + " implements Kafka's Configurable, it gets the connector's properties.");
    group.add(
        ROLE_ARN,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::roleArn, "a role's ARN"),
        Importance.MEDIUM,
        "A role to assume with the credentials above, or with those of the AWS SDK's chain. A task"
            + " has one session, shared by all its requests and renewed before it ends.");
    group.add(
        ROLE_SESSION_NAME,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::sessionName, "a session's name"),
        Importance.LOW,
        "The name of the role's session, as CloudTrail shows it. By default sealstream- and the"
            + " connector's name.");
    group.add(
        ROLE_EXTERNAL_ID,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::externalId, "an external id"),
        Importance.LOW,
        "The external id that the role's trust policy asks for.");
  }

  private static void defineEngine(Group group) {
    group.add(
        WAIT_TIME,
        ConfigDef.Type.INT,
        MAX_WAIT_SECONDS,
        Range.between(1, MAX_WAIT_SECONDS),
        Importance.LOW,
        "How many seconds a receive waits for messages (long polling).");
    group.add(
        VISIBILITY_TIMEOUT,
        ConfigDef.Type.INT,
        -1,
        ConfigChecks.unsetOr(-1, 1, MAX_VISIBILITY_SECONDS),
        Importance.MEDIUM,
        "How many seconds SQS hides a received message from other receivers. While a message is held"
            + " it is renewed before half of it is gone. -1 keeps the queue's own setting.");
    group.add(
        RECEIVE_CONCURRENCY,
        ConfigDef.Type.INT,
        64,
        Range.between(1, 1000),
        Importance.MEDIUM,
        "The most receives that a task has under way at once. It uses one while the queue is empty"
            + " and more while receives come back full.");
    group.add(
        INFLIGHT_MESSAGES,
        ConfigDef.Type.INT,
        10_000,
        Range.between(SqsQueue.BATCH_LIMIT, 120_000),
        Importance.MEDIUM,
        "The most messages that a task holds between their receipt and their confirmed delete.");
    group.add(
        INFLIGHT_BYTES,
        ConfigDef.Type.LONG,
        64L * 1024 * 1024,
        Range.atLeast(1024 * 1024),
        Importance.MEDIUM,
        "The most bytes of bodies, attributes and payloads in S3 that a task holds. A receive waits"
            + " for room of ten messages of about the largest size that its queue brought lately.");
    group.add(
        BATCH_MESSAGES,
        ConfigDef.Type.INT,
        1000,
        Range.atLeast(1),
        Importance.LOW,
        "The most records that one poll() hands to Connect.");
    group.add(
        DELETE_LINGER,
        ConfigDef.Type.LONG,
        100L,
        Range.between(0, 10_000),
        Importance.LOW,
        "How many milliseconds an acknowledged message may wait for nine others, to be deleted"
            + " with them in one request.");
  }

  private static void defineRecords(Group group) {
    group.add(
        VALUE_FORMAT,
        ConfigDef.Type.STRING,
        STRING,
        ConfigDef.ValidString.in(STRING, BYTES, JSON),
        Importance.HIGH,
        "What a body is: string takes it as it is, bytes takes its UTF-8 bytes (for the"
            + " ByteArrayConverter), json parses it strictly.");
    group.add(
        VALUE_SCHEMA,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(SchemaNotation::parse, "a Connect schema in JSON"),
        Importance.HIGH,
        "With json: the value's Connect schema, in the JSON notation of Kafka's JsonConverter. A"
            + " body that does not match it is poison. Without it a JSON object becomes a"
            + " schemaless map.");
    group.add(
        ENVELOPE,
        ConfigDef.Type.STRING,
        NONE,
        ConfigDef.ValidString.in(NONE, SNS, AUTO),
        Importance.MEDIUM,
        "What a body is wrapped in. sns: an SNS notification, as a topic sends it to a queue without"
            + " raw message delivery; its message is the body, its attributes are message"
            + " attributes, and a body that is none is poison. auto: the same for bodies that are"
            + " one, and others are taken as they are. none: every body is taken as it is.");
    group.add(
        RECORD_KEY,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(SqsSourceConfig::checkRecordKey, RECORD_KEY_FORMS),
        Importance.HIGH,
        "The record's key: message_id, message_group_id, attribute:NAME for a message attribute,"
            + " field:PATH for a field of the value (names separated by dots), or none for no key."
            + " Where this is not set, message_id, and for a FIFO queue message_group_id.");
    group.add(
        MESSAGE_ATTRIBUTES,
        ConfigDef.Type.LIST,
        "*",
        ConfigChecks.allOrNames(),
        Importance.MEDIUM,
        "The message attributes to copy into headers: * for all, or names. Empty for none, which"
            + " is right where an attribute may hold personal data: transforms of the value do not"
            + " reach headers.");
    group.add(
        SYSTEM_ATTRIBUTES,
        ConfigDef.Type.LIST,
        "",
        ConfigChecks.allOrSome(SqsMessage.SYSTEM_ATTRIBUTES),
        Importance.LOW,
        "The SQS system attributes to copy into headers, such as SentTimestamp: * for all, or"
            + " names. MessageDeduplicationId and SequenceNumber are of FIFO queues only.");
    group.add(
        HEADERS_PREFIX,
        ConfigDef.Type.STRING,
        "",
        null,
        Importance.LOW,
        "Put before the name of an attribute to make the header's name. The header sqs.message.id"
            + " is always there, without it.");
  }

  private static void definePolicies(Group group) {
    group.add(
        POISON_POLICY,
        ConfigDef.Type.STRING,
        FAIL,
        ConfigDef.ValidString.in(FAIL, RELEASE, DEAD_LETTER, DROP),
        Importance.HIGH,
        "What to do with a message that cannot become a record: fail the task; release it, so that"
            + " it becomes visible again after its visibility timeout and the queue's redrive"
            + " policy moves it away in the end; dead-letter sends it to the dead letter queue and"
            + " then deletes it; drop deletes it.");
    group.add(
        DEAD_LETTER_QUEUE_URL,
        ConfigDef.Type.STRING,
        null,
        ConfigChecks.check(ConfigChecks::queueUrl, "a queue URL"),
        Importance.HIGH,
        "Where dead-letter sends the untouched body and attributes of a message, with the error in"
            + " the attribute sealstream.error. In a FIFO queue a dead letter keeps its message's"
            + " group, or, where it has none, gets the name of the queue it came from.");
    group.add(
        SKIPPED_POLICY,
        ConfigDef.Type.STRING,
        AUTO,
        ConfigDef.ValidString.in(AUTO, RELEASE, DELETE, DEAD_LETTER),
        Importance.MEDIUM,
        "What to do with a message whose record was dropped by a transform, or failed and was"
            + " tolerated; Connect does not say which. (One that Kafka did not take is always"
            + " released.) auto: with errors.tolerance=none it was dropped on purpose, so delete;"
            + " with all it may have failed, so dead-letter where a dead letter queue is set, else"
            + " release.");
  }

  private static void defineDeduplication(Group group) {
    group.add(
        DEDUPLICATE_BY,
        ConfigDef.Type.STRING,
        NONE,
        ConfigChecks.check(SqsSourceConfig::checkEventKey, EVENT_KEY_FORMS),
        Importance.LOW,
        "How to know that a producer has sent the same event twice, in two messages of a queue:"
            + " deduplication_id for the one of a FIFO queue (with the message group; SQS itself"
            + " only knows it for five minutes), attribute:NAME for a message attribute, or field:PATH for a text,"
            + " number or boolean of the value. The second message is deleted and not produced. A message without it is"
            + " produced. In the offsets topic stand 16 bytes of its SHA-256: use an id of the event,"
            + " nothing personal that could be guessed. docs/delivery-guarantees.md says how far it goes.");
    group.add(
        DEDUPLICATE_WINDOW,
        ConfigDef.Type.LONG,
        300_000L,
        Range.atLeast(1000),
        Importance.LOW,
        "With exactly.once.support=required: for how many milliseconds after a message's delete another"
            + " delivery of it is not produced again. With deduplicate.by: for how many milliseconds after an"
            + " event was produced a repetition of it is not produced. A message takes some 80 bytes of heap in every task of its queue for"
            + " that time and some 25 in the offsets topic, an event 140 and up to 55.");
  }

  private static void definePayloads(Group group) {
    group.add(
        S3_PAYLOADS,
        ConfigDef.Type.BOOLEAN,
        false,
        null,
        Importance.MEDIUM,
        "Whether a message of the SQS extended client, whose body is a pointer to a payload in S3,"
            + " becomes a record of that payload. Needs the AWS SDK's jars for S3 in the plugin's"
            + " folder. With false, the pointer is a body like any other.");
    group.add(
        S3_BUCKETS,
        ConfigDef.Type.LIST,
        "",
        ConfigChecks.eachOfAny(ConfigChecks::bucket, "names of buckets"),
        Importance.MEDIUM,
        "The buckets in which payloads may be; a pointer to another one is poison. Empty for any"
            + " bucket that the credentials reach, which whoever may send to the queue can then"
            + " have read, and objects in it deleted.");
    group.add(
        S3_DELETE,
        ConfigDef.Type.BOOLEAN,
        true,
        null,
        Importance.MEDIUM,
        "Whether a payload is deleted once SQS confirmed the delete of its message. Never that of a"
            + " dead letter, which still points to it. Set it to false where other queues point to"
            + " the same payloads.");
  }

  /** Numbers the settings of one group for the order in which a user interface shows them. */
  private static final class Group {

    private final ConfigDef def;
    private final String name;
    private int order;

    Group(ConfigDef def, String name) {
      this.def = def;
      this.name = name;
    }

    void add(
        String key,
        ConfigDef.Type type,
        @Nullable Object defaultValue,
        ConfigDef.@Nullable Validator validator,
        Importance importance,
        String doc) {
      order++;
      def.define(key, type, defaultValue, validator, importance, doc, name, order, Width.LONG, key);
    }
  }

  private static void checkRecordKey(String source) {
    boolean plain = Set.of(KEY_MESSAGE_ID, KEY_GROUP_ID, NONE).contains(source);
    if (!plain && !isAttributeOrField(source)) {
      throw new IllegalArgumentException("expected " + RECORD_KEY_FORMS);
    }
  }

  private static void checkEventKey(String source) {
    boolean plain = Set.of(NONE, BY_DEDUPLICATION_ID).contains(source);
    if (!plain && !isAttributeOrField(source)) {
      throw new IllegalArgumentException("expected " + EVENT_KEY_FORMS);
    }
  }

  private static boolean isAttributeOrField(String source) {
    return source.matches(BY_ATTRIBUTE + ".+") || source.matches(BY_FIELD + "[^.]+(\\.[^.]+)*");
  }
}
