package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What is in Kafka's topics, Connect's and Kafka's own included. */
final class KafkaTopics {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String bootstrapServers;

  KafkaTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  Set<String> names() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.listTopics(Duration.ofSeconds(20)).keySet();
    }
  }

  /** How many records a topic has; 0 where it does not exist. */
  int count(String topic) {
    return names().contains(topic) ? read(topic).size() : 0;
  }

  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(topic, records::add);
    return records;
  }

  /** Every record that is in the topic now, of which one after the other is held in memory. */
  void forEach(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    forEach(topic, "read_uncommitted", action);
  }

  /** What a read_committed consumer finds: nothing of transactions that are open or aborted. */
  void forEachCommitted(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    awaitEndOfTransactions(topic);
    forEach(topic, "read_committed", action);
  }

  /** A commit is answered before the partitions have its markers, and so before it is read. */
  private void awaitEndOfTransactions(String topic) {
    try (KafkaConsumer<byte[], byte[]> committed = consumer("read_committed");
        KafkaConsumer<byte[], byte[]> all = consumer()) {
      List<TopicPartition> partitions = partitions(all, topic);
      await("the end of each transaction in " + topic)
          .atMost(PATIENCE)
          .until(() -> committed.endOffsets(partitions).equals(all.endOffsets(partitions)));
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private void forEach(
      String topic, String isolation, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(action);
      }
    }
  }

  /** How many records a topic without transactions has, by its offsets alone. */
  long size(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Appends a value without a key to a topic that is there. */
  void send(String topic, String value) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  /** Appends a value many times to a topic that is there. */
  void fill(String topic, int count, String value) {
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < count; i++) {
        producer.send(new ProducerRecord<>(topic, value));
      }
    }
  }

  /** Begins a transaction, and writes a record of it into the first partition of a topic. */
  OpenTransaction beginIn(String topic) throws Exception {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "open-in-" + topic);
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    try {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, "key", "value")).get();
    } catch (Exception e) {
      producer.close();
      throw e;
    }
    return new OpenTransaction(producer, System.nanoTime());
  }

  /** What no read_committed consumer reads beyond. To close it aborts it. */
  record OpenTransaction(KafkaProducer<String, String> producer, long beganNanos)
      implements AutoCloseable {

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    @Override
    public void close() {
      try (producer) {
        producer.abortTransaction();
      }
    }
  }

  /** Appends records again to the topic of theirs, with their keys and headers. */
  void sendAgain(List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        producer
            .send(
                new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers()))
            .get();
      }
    }
  }

  void create(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  /** Lets a topic take no batch that is larger. */
  void setMaxMessageBytes(String topic, int bytes) throws Exception {
    AlterConfigOp limit =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
            AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
          .all()
          .get();
    }
  }

  /** A topic that is slow to take records: the broker holds this producer to a quota. */
  void slowDown(String clientId, int bytesPerSecond) throws Exception {
    setQuota("producer_byte_rate", clientId, (double) bytesPerSecond);
  }

  /** Ends {@link #slowDown}. */
  void speedUp(String clientId) throws Exception {
    setQuota("producer_byte_rate", clientId, null);
  }

  /** A consumer that reads slowly: the broker holds it to a quota. */
  void slowReading(String clientId, int bytesPerSecond) throws Exception {
    setQuota("consumer_byte_rate", clientId, (double) bytesPerSecond);
  }

  private void setQuota(String what, String clientId, Double bytesPerSecond) throws Exception {
    ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    ClientQuotaAlteration.Op rate = new ClientQuotaAlteration.Op(what, bytesPerSecond);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(rate))))
          .all()
          .get();
    }
  }

  /** Key, value and headers of every record of a topic, as text for a search. */
  List<String> texts(String topic) {
    List<String> texts = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
      StringBuilder text = new StringBuilder().append(text(record.key())).append('\n');
      text.append(text(record.value())).append('\n');
      for (Header header : record.headers()) {
        text.append(header.key()).append('=').append(text(header.value())).append('\n');
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** Records of {@code topic} that the group has not committed yet. */
  long lag(String group, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      List<TopicPartition> partitions = partitions(consumer, topic);
      long lag = 0;
      for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(partitions).entrySet()) {
        OffsetAndMetadata position = committed.get(end.getKey());
        lag += end.getValue() - (position == null ? 0 : position.offset());
      }
      return lag;
    }
  }

  /** A record's key that is a text; with the shipped source, its message's id. */
  static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return consumer("read_uncommitted");
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("exclude.internal.topics", "false");
    properties.put("isolation.level", isolation);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
