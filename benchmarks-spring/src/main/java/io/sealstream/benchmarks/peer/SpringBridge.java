package io.sealstream.benchmarks.peer;

import io.awspring.cloud.sqs.listener.AsyncMessageListener;
import io.awspring.cloud.sqs.listener.SqsContainerOptionsBuilder;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import io.awspring.cloud.sqs.listener.acknowledgement.AcknowledgementOrdering;
import io.awspring.cloud.sqs.listener.acknowledgement.handler.AcknowledgementMode;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.messaging.Message;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * A listener container of Spring Cloud AWS that hands messages to a KafkaTemplate, and deletes a
 * message after Kafka acknowledged its record. Thread-safe.
 */
final class SpringBridge implements AutoCloseable {

  private final SqsAsyncClient sqs;
  private final DefaultKafkaProducerFactory<String, String> producers;
  private final KafkaTemplate<String, String> kafka;
  private final SpringTuning tuning;
  private @Nullable SqsMessageListenerContainer<String> container;

  SpringBridge(URI endpoint, String bootstrap, SpringTuning tuning) {
    this.sqs = client(endpoint, tuning);
    this.producers = new DefaultKafkaProducerFactory<>(producerSettings(bootstrap, tuning));
    this.kafka = new KafkaTemplate<>(producers);
    this.tuning = tuning;
  }

  /** Starts to receive; returns at once. */
  synchronized void start(String queueUrl, String topic) {
    container =
        SqsMessageListenerContainer.<String>builder()
            .sqsAsyncClient(sqs)
            .queueNames(queueUrl)
            .configure(this::configure)
            .asyncMessageListener(listener(topic))
            .build();
    container.start();
  }

  private void configure(SqsContainerOptionsBuilder options) {
    options
        .listenerMode(tuning.listenerMode)
        .backPressureMode(tuning.backPressure)
        .maxConcurrentMessages(tuning.maxConcurrentMessages)
        .maxMessagesPerPoll(tuning.maxMessagesPerPoll)
        .acknowledgementMode(AcknowledgementMode.ON_SUCCESS)
        .acknowledgementOrdering(AcknowledgementOrdering.PARALLEL)
        .acknowledgementInterval(Duration.ofMillis(tuning.acknowledgementMillis))
        .acknowledgementThreshold(tuning.acknowledgementThreshold);
  }

  private AsyncMessageListener<String> listener(String topic) {
    return new AsyncMessageListener<>() {
      @Override
      public CompletableFuture<Void> onMessage(Message<String> message) {
        return kafka.send(topic, id(message), message.getPayload()).thenAccept(sent -> {});
      }

      @Override
      public CompletableFuture<Void> onMessage(Collection<Message<String>> messages) {
        return CompletableFuture.allOf(
            messages.stream().map(this::onMessage).toArray(CompletableFuture<?>[]::new));
      }
    };
  }

  private static String id(Message<String> message) {
    return Objects.requireNonNull(message.getHeaders().getId()).toString();
  }

  private static SqsAsyncClient client(URI endpoint, SpringTuning tuning) {
    return SqsAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
        .httpClientBuilder(httpClient(tuning))
        .build();
  }

  private static SdkAsyncHttpClient.Builder<?> httpClient(SpringTuning tuning) {
    return switch (tuning.httpClient) {
      case NETTY ->
          NettyNioAsyncHttpClient.builder()
              .maxConcurrency(tuning.connections)
              .maxPendingConnectionAcquires(10_000);
      case CRT -> AwsCrtAsyncHttpClient.builder().maxConcurrency(tuning.connections);
    };
  }

  /** As the connector's benchmark has them. */
  private static Map<String, Object> producerSettings(String bootstrap, SpringTuning tuning) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        StringSerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        StringSerializer.class,
        ProducerConfig.ACKS_CONFIG,
        "all",
        ProducerConfig.LINGER_MS_CONFIG,
        tuning.lingerMillis,
        ProducerConfig.BATCH_SIZE_CONFIG,
        131_072,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4");
  }

  /** Stops receiving, deletes what Kafka has, and closes the clients; again: nothing. */
  @Override
  public synchronized void close() {
    if (container != null) {
      container.stop();
      container = null;
    }
    producers.destroy();
    sqs.close();
  }
}
