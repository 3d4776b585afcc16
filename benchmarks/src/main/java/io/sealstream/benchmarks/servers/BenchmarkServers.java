package io.sealstream.benchmarks.servers;

import io.sealstream.quickstart.Folders;
import io.sealstream.quickstart.Resources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka in a process of its own, with one topic, and a folder for what a run writes. Closed with
 * the {@link Resources} it was opened with.
 */
public record BenchmarkServers(
    Resources resources, Folders folders, Admin admin, ChildProcess broker, String bootstrap) {

  /** The topic that subjects produce to. */
  public static final String TOPIC = "benchmark";

  private static final String OFFSETS = "sealstream-connect-offsets-";
  private static final String WARM_UP = "warm-up";
  private static final int WARM_UP_BURST = 100;
  private static final int PARTITIONS = 6;

  /** Starts Kafka and makes the topic. */
  public static BenchmarkServers start(Resources resources) throws Exception {
    Folders folders =
        resources.open(() -> Folders.createIn(Path.of(System.getProperty("java.io.tmpdir"))));
    Path log = folders.root().resolve("broker.log");
    ChildProcess broker =
        resources.open(
            () ->
                ChildProcess.command(
                    "broker",
                    log,
                    List.of(
                        "-Xmx1g",
                        "-Dlog4j2.configurationFile=quickstart-log4j2.xml",
                        "-Dsealstream.log.file=" + log),
                    List.of("broker", "--data=" + folders.folder("kafka"))));
    String bootstrap = broker.line();
    Admin admin = resources.open(() -> Admin.create(Map.of("bootstrap.servers", bootstrap)));
    admin
        .createTopics(
            Stream.of(TOPIC, WARM_UP)
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                .toList())
        .all()
        .get();
    return new BenchmarkServers(resources, folders, admin, broker, bootstrap);
  }

  /** Produces as the connector does: a broker that has just started serves half as much. */
  public void warmUp(Duration time) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrap,
            "linger.ms", "5",
            "batch.size", "131072",
            "compression.type", "lz4");
    byte[] body = new byte[200];
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long begin = System.nanoTime();
      for (int i = 0; System.nanoTime() - begin < time.toNanos(); i++) {
        byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(WARM_UP, key, body));
        if (i % WARM_UP_BURST == 0) {
          Pause.of(Duration.ofMillis(5));
        }
      }
    }
  }

  /** Where a process writes what it has to say. */
  public Path log(String process) {
    return folders.root().resolve(process + ".log");
  }

  /** How many bytes Connect's source offsets take, of all workers: nothing is compacted so soon. */
  public long offsetsBytes() {
    try {
      return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().startsWith(OFFSETS))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    } catch (ExecutionException e) {
      throw new BenchmarkException("Kafka did not say how large its topics are.", e);
    }
  }

  /** How many records are in the topics that are not Connect's own. */
  public long produced() {
    try {
      Set<String> topics =
          admin.listTopics().names().get().stream()
              .filter(name -> !name.startsWith("sealstream-connect-") && !name.equals(WARM_UP))
              .collect(Collectors.toSet());
      Map<TopicPartition, OffsetSpec> ends =
          admin.describeTopics(topics).allTopicNames().get().values().stream()
              .flatMap(
                  topic ->
                      topic.partitions().stream()
                          .map(p -> new TopicPartition(topic.name(), p.partition())))
              .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    } catch (ExecutionException e) {
      throw new BenchmarkException("Kafka did not say how many records it has.", e);
    }
  }
}
