package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.util.ConnectorUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the messages of Amazon SQS queues to Kafka, at least once, or exactly once where
 * Connect is asked to require it: a message is deleted from its queue only after its record is in
 * the topic.
 *
 * <p>The connector itself checks the configuration and divides the queues over tasks; {@link
 * SqsSourceTask} moves the messages.
 */
public final class SqsSourceConnector extends SourceConnector {

  private static final Logger log = LoggerFactory.getLogger(SqsSourceConnector.class);

  private final QueueChecks queueChecks;
  private @Nullable SqsSourceConfig config;

  /** Needed by Connect, which creates plugins by reflection. */
  public SqsSourceConnector() {
    this(AwsSqsService::connect);
  }

  /**
   * @param connect makes the client with which a validation asks the queues
   */
  SqsSourceConnector(Function<SqsSourceConfig, SqsService> connect) {
    this(new QueueChecks(connect));
  }

  SqsSourceConnector(QueueChecks queueChecks) {
    this.queueChecks = queueChecks;
  }

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return SqsSourceTask.class;
  }

  @Override
  public ConfigDef config() {
    return SqsSourceConfig.CONFIG_DEF;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Adds what Kafka's own check of single values cannot see: the conflicts between them, and
   * what the real queues say, which takes ten seconds at most. Each step looks only at what those
   * before it found nothing wrong with, so that everything that can be found is found at once.
   */
  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    Config validation = super.validate(connectorConfigs);
    add(SqsSourceConfig.conflicts(connectorConfigs, wrongKeys(validation)), validation);
    SqsSourceConfig reachable =
        SqsSourceConfig.toAskQueues(connectorConfigs, wrongKeys(validation));
    if (reachable != null) {
      add(queueChecks.of(reachable), validation);
    }
    return validation;
  }

  private static Set<String> wrongKeys(Config validation) {
    return validation.configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .map(ConfigValue::name)
        .collect(Collectors.toSet());
  }

  /** A problem of one of Connect's own settings is told beside it: it is no setting of ours. */
  private static void add(Problems problems, Config validation) {
    Map<String, List<String>> byKey = problems.byKey();
    for (ConfigValue value : validation.configValues()) {
      List<String> ofKey = byKey.remove(value.name());
      if (ofKey != null) {
        ofKey.forEach(value::addErrorMessage);
      }
    }
    byKey.forEach(
        (key, ofKey) -> {
          ConfigValue value = new ConfigValue(key);
          ofKey.forEach(value::addErrorMessage);
          validation.configValues().add(value);
        });
  }

  /** Checks the configuration as a task would, so that a wrong one fails the connector at once. */
  @Override
  public void start(Map<String, String> props) {
    config = new SqsSourceConfig(props);
    for (String key : SqsSourceConfig.unknownKeys(props)) {
      log.warn("Unknown setting {}: it is ignored", key);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>No more tasks than queues: each gets its share. More tasks than queues: each gets one, and
   * several tasks share a queue, which SQS allows.
   */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    SqsSourceConfig started = config;
    if (started == null) {
      throw new IllegalStateException("The connector is not started");
    }
    List<String> queues = started.queueUrls();
    List<List<String>> shares = new ArrayList<>();
    if (maxTasks <= queues.size()) {
      shares.addAll(ConnectorUtils.groupPartitions(queues, maxTasks));
    } else {
      for (int task = 0; task < maxTasks; task++) {
        shares.add(List.of(queues.get(task % queues.size())));
      }
    }
    Map<String, String> properties = started.originalsStrings();
    List<Map<String, String>> tasks = new ArrayList<>();
    for (List<String> share : shares) {
      tasks.add(SqsSourceConfig.forTask(properties, tasks.size(), shares.size(), share));
    }
    return tasks;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the settings allow it; {@link #validate} says what does not. Whether a queue's own
   * visibility timeout does is asked there, and again when a task starts.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
    return SqsSourceConfig.preventingExactlyOnce(connectorConfig).byKey().isEmpty()
        ? ExactlyOnceSupport.SUPPORTED
        : ExactlyOnceSupport.UNSUPPORTED;
  }

  @Override
  public void stop() {
    // Holds nothing; the tasks stop by themselves.
  }
}
