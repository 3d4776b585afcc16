package io.sealstream.quickstart;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node, broker and KRaft controller in one, in this process.
 *
 * <p>It keeps its ports and its data while it is stopped, so {@link #stop()} and {@link #restart()}
 * are what an outage looks like to clients. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String NODE_ID = "1";

  private final Map<String, Object> properties;
  private final String bootstrapServers;
  private @Nullable KafkaRaftServer server;

  private EmbeddedKafka(Map<String, Object> properties, String bootstrapServers) {
    this.properties = properties;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Formats an empty folder and starts a node on free ports of the loopback interface.
   *
   * @param data an empty folder
   * @throws QuickstartException if the node does not start
   */
  public static EmbeddedKafka start(Path data) {
    return start(data, Map.of());
  }

  /**
   * As {@link #start(Path)}, with broker settings of the caller's own.
   *
   * @param data an empty folder
   * @param overrides broker properties that win over the defaults of this class
   */
  public static EmbeddedKafka start(Path data, Map<String, String> overrides) {
    List<Integer> ports = FreePorts.find(2);
    Map<String, Object> properties = properties(data, ports.get(0), ports.get(1));
    properties.putAll(overrides);
    EmbeddedKafka kafka = new EmbeddedKafka(properties, "localhost:" + ports.get(0));
    try {
      format(data);
      kafka.restart();
    } catch (Exception e) {
      throw QuickstartException.of("Kafka did not start", e);
    }
    return kafka;
  }

  /** The address for clients, {@code host:port}; the same after a restart. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Creates a topic, unless it is there.
   *
   * @throws QuickstartException if that does not work
   */
  public void createTopic(String name, int partitions) {
    KafkaTopic.ensure(bootstrapServers, name, partitions);
  }

  /** Starts the node again on the same ports with the same data; does nothing while it runs. */
  public synchronized void restart() {
    if (server == null) {
      KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
      server = starting;
      try {
        starting.startup();
      } catch (RuntimeException | Error e) {
        // The controller may be up already, with its port and its threads.
        stop();
        throw e;
      }
    }
  }

  /** Stops the node and waits for it; does nothing while it is stopped. */
  public synchronized void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private static void format(Path data) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(Integer.parseInt(NODE_ID))
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .addDirectory(data.toString())
        .run();
  }

  private static Map<String, Object> properties(Path data, int brokerPort, int controllerPort) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", NODE_ID);
    properties.put(
        "listeners",
        "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d".formatted(brokerPort, controllerPort));
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
    properties.put("log.dirs", data.toString());
    // A topic that nobody declared is a mistake in a configuration, and should show.
    properties.put("auto.create.topics.enable", "false");
    // One node: nobody to replicate to, and no second consumer that a new group should wait for.
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // A message of 1 MiB, SQS's most, is more than Kafka's default once it is a record, also in the
    // topic of dead letters, which Connect makes with the broker's settings.
    properties.put("message.max.bytes", "4194304");
    // The cleaner would take 128 MB of heap for topics that live a few seconds.
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    return properties;
  }
}
