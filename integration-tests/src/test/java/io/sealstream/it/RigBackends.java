package io.sealstream.it;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import io.sealstream.quickstart.EmbeddedKafka;
import io.sealstream.quickstart.Folders;
import io.sealstream.quickstart.PluginArchives;
import io.sealstream.quickstart.Resources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the source alone needs around a worker: Kafka, the SQS rig and the unpacked archives, all of
 * it below one folder that {@link #close} removes. For tests that ask what {@link Backends}' SQS
 * server cannot do: a million messages, counters, faults.
 */
record RigBackends(
    Resources resources, Path folder, Path pluginPath, EmbeddedKafka kafka, SqsRig rig)
    implements WorkerHome, AutoCloseable {

  /**
   * By default a quota's bandwidth comes in bursts, with up to ten seconds of nothing between; and
   * no member of a group may be missed before it was silent for six.
   */
  private static final Map<String, String> BROKER =
      Map.of(
          "quota.window.num",
          "2",
          "quota.window.size.seconds",
          "1",
          "group.min.session.timeout.ms",
          "1000");

  /** Starts them; what is up already is closed when a later one does not start. */
  static RigBackends start() throws Exception {
    Resources resources = new Resources();
    try {
      return start(resources);
    } catch (Exception e) {
      resources.close();
      throw e;
    }
  }

  private static RigBackends start(Resources resources) throws Exception {
    Folders folders =
        resources.open(() -> Folders.createIn(Path.of(System.getProperty("java.io.tmpdir"))));
    Path pluginPath = folders.folder("plugins");
    PluginArchives.unpackAll(Backends.DIST.resolve("plugins"), pluginPath);
    EmbeddedKafka kafka =
        resources.open(() -> EmbeddedKafka.start(folders.folder("kafka"), BROKER));
    SqsRig rig = resources.open(() -> SqsRig.start(RigSettings.defaults()));
    return new RigBackends(resources, folders.root(), pluginPath, kafka, rig);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
  }

  /** A worker of its own process, closed with the rest. */
  Rest startWorker(Path log) throws Exception {
    return resources.open(() -> WorkerProcess.startWarm(this, log)).rest;
  }

  /**
   * The least configuration of a source: bodies as they are, the message id as key, and the
   * producer as the shipped configuration sets it.
   */
  Map<String, String> source(RigQueue queue, String topic) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.sealstream.connect.sqs.SqsSourceConnector");
    config.put("tasks.max", "1");
    config.put("sqs.queue.urls", queue.url());
    config.put("sqs.endpoint.url", rig.endpoint().toString());
    config.put("sqs.region", "eu-central-1");
    config.put("topic", topic);
    config.put("value.format", "string");
    config.put("record.key", "message_id");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("producer.override.acks", "all");
    config.put("producer.override.linger.ms", "5");
    config.put("producer.override.batch.size", "131072");
    config.put("producer.override.compression.type", "lz4");
    return config;
  }

  KafkaTopics topics() {
    return new KafkaTopics(kafka.bootstrapServers());
  }

  @Override
  public void close() {
    resources.close();
  }
}
