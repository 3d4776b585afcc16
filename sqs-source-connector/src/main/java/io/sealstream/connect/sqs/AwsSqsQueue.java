package io.sealstream.connect.sqs;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sealstream.connect.sqs.SqsSourceConfig.StaticCredentials;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * An {@link SqsQueue} on the AWS SDK's asynchronous client; the only class that knows the SDK.
 *
 * <p>The SDK's own retries are off: what is tried again, when and how often is decided in one
 * place, {@link Retry}. The HTTP client is named here, because the SDK's search for one would find
 * those of the worker's class path too.
 */
final class AwsSqsQueue implements SqsQueue {

  /** A task's requests are small: two threads carry more of them than one task can make. */
  private static final int IO_THREADS = 2;

  /** Deletes, releases and dead letters beside the receives. */
  private static final int OTHER_CONNECTIONS = Deleter.MAX_CONCURRENT_BATCHES + 32;

  /** What an answer may take longer than the long poll that it ends. */
  private static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);

  private final SqsAsyncClient client;
  private final String url;
  private final List<ReceiveMessageRequest> receiveRequests;

  AwsSqsQueue(SqsAsyncClient client, String url, SqsSourceConfig config) {
    this.client = client;
    this.url = url;
    this.receiveRequests =
        IntStream.rangeClosed(1, BATCH_LIMIT)
            .mapToObj(n -> receiveRequest(url, n, config))
            .toList();
  }

  /**
   * Opens a client as {@code config} says.
   *
   * @throws ConnectException when the SDK finds no region
   */
  static SqsService connect(SqsSourceConfig config) {
    EventLoopGroup threads =
        new NioEventLoopGroup(IO_THREADS, new DefaultThreadFactory("sqs-source-io", true));
    try {
      return new Service(client(config, threads), threads, config);
    } catch (SdkClientException e) {
      shutDown(threads);
      throw new ConnectException("The SQS client cannot be made: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      shutDown(threads);
      throw e;
    }
  }

  private static SqsAsyncClient client(SqsSourceConfig config, EventLoopGroup threads) {
    SqsAsyncClientBuilder builder =
        SqsAsyncClient.builder()
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(SdkEventLoopGroup.create(threads))
                    .maxConcurrency(config.receiveConcurrency() + OTHER_CONNECTIONS)
                    .readTimeout(config.waitTime().plus(ANSWER_MARGIN)))
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (config.region() != null) {
      builder.region(Region.of(config.region()));
    }
    if (config.endpoint() != null) {
      builder.endpointOverride(config.endpoint());
    }
    StaticCredentials credentials = config.credentials();
    if (credentials != null) {
      builder.credentialsProvider(provider(credentials));
    }
    return builder.build();
  }

  private static StaticCredentialsProvider provider(StaticCredentials credentials) {
    String id = credentials.id().value();
    String secret = credentials.secret().value();
    Password token = credentials.sessionToken();
    return StaticCredentialsProvider.create(
        token == null
            ? AwsBasicCredentials.create(id, secret)
            : AwsSessionCredentials.create(id, secret, token.value()));
  }

  private static void shutDown(EventLoopGroup threads) {
    // Long enough for aborted connections to be handed back, and far less than the default of two
    // seconds, which is much of what a task has to stop. It does not block.
    threads.shutdownGracefully(200, 2000, TimeUnit.MILLISECONDS);
  }

  private static ReceiveMessageRequest receiveRequest(String url, int max, SqsSourceConfig config) {
    Duration visibility = config.visibilityTimeout();
    ReceiveMessageRequest.Builder request =
        ReceiveMessageRequest.builder()
            .queueUrl(url)
            .maxNumberOfMessages(max)
            .waitTimeSeconds((int) config.waitTime().toSeconds())
            .messageAttributeNames("All")
            .messageSystemAttributeNamesWithStrings(config.systemAttributesToReceive(url));
    if (visibility != null) {
      request.visibilityTimeout((int) visibility.toSeconds());
    }
    return request.build();
  }

  /** The client and its threads. */
  private record Service(SqsAsyncClient client, EventLoopGroup threads, SqsSourceConfig config)
      implements SqsService {

    @Override
    public SqsQueue queue(String url) {
      return new AwsSqsQueue(client, url, config);
    }

    @Override
    public void close() {
      client.close();
      shutDown(threads);
    }
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return answer(
        "GetQueueAttributes",
        client.getQueueAttributes(
            r ->
                r.queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)),
        answer -> attributes(answer.attributes()));
  }

  private static QueueAttributes attributes(Map<QueueAttributeName, String> answer) {
    return new QueueAttributes(
        Duration.ofSeconds(
            Long.parseLong(answer.getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30"))),
        Long.parseLong(
            answer.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")));
  }

  @Override
  public CompletableFuture<List<SqsMessage>> receive(int max) {
    return answer(
        "ReceiveMessage",
        client.receiveMessage(receiveRequests.get(max - 1)),
        answer -> answer.messages().stream().map(AwsSqsQueue::message).toList(),
        this::giveBack);
  }

  /** Messages that came when nobody waited for them any more. */
  private void giveBack(List<SqsMessage> messages) {
    if (!messages.isEmpty()) {
      changeVisibility(messages.stream().map(SqsMessage::receiptHandle).toList(), Duration.ZERO);
    }
  }

  @Override
  public CompletableFuture<List<EntryFailure>> delete(List<String> receiptHandles) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(receiptHandles.size());
    for (int i = 0; i < receiptHandles.size(); i++) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(receiptHandles.get(i))
              .build());
    }
    return answer(
        "DeleteMessage",
        client.deleteMessageBatch(r -> r.queueUrl(url).entries(entries)),
        answer -> failures(answer.failed()));
  }

  @Override
  public CompletableFuture<List<EntryFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibility) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>(receiptHandles.size());
    for (int i = 0; i < receiptHandles.size(); i++) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(receiptHandles.get(i))
              .visibilityTimeout((int) visibility.toSeconds())
              .build());
    }
    return answer(
        "ChangeMessageVisibility",
        client.changeMessageVisibilityBatch(r -> r.queueUrl(url).entries(entries)),
        answer -> failures(answer.failed()));
  }

  @Override
  public CompletableFuture<Void> send(
      String body, Map<String, MessageAttribute> attributes, @Nullable FifoPlace place) {
    Map<String, MessageAttributeValue> values = new HashMap<>();
    attributes.forEach((name, attribute) -> values.put(name, value(attribute)));
    SendMessageRequest.Builder request =
        SendMessageRequest.builder().queueUrl(url).messageBody(body).messageAttributes(values);
    if (place != null) {
      request.messageGroupId(place.groupId()).messageDeduplicationId(place.deduplicationId());
    }
    return answer("SendMessage", client.sendMessage(request.build()), AwsSqsQueue::nothing);
  }

  /**
   * The future that callers see: our own types, our own errors, and a cancel that reaches the SDK's
   * request.
   */
  private <A, T extends @Nullable Object> CompletableFuture<T> answer(
      String action, CompletableFuture<A> request, Function<A, T> convert) {
    return answer(action, request, convert, tooLate -> {});
  }

  private <A, T extends @Nullable Object> CompletableFuture<T> answer(
      String action,
      CompletableFuture<A> request,
      Function<A, T> convert,
      Consumer<T> cancelledBefore) {
    CompletableFuture<T> result = new CompletableFuture<>();
    request.whenComplete(
        (answer, error) -> {
          try {
            if (error != null) {
              result.completeExceptionally(translate(error, action, url));
              return;
            }
            T converted = convert.apply(answer);
            if (!result.complete(converted)) {
              cancelledBefore.accept(converted);
            }
          } catch (Throwable e) {
            // Whatever it is, an Error too: somebody waits for this future. Its text may quote the
            // answer.
            result.completeExceptionally(
                new ConnectException(
                    "SQS %s on %s: the answer cannot be read (%s)"
                        .formatted(action, url, e.getClass().getName())));
          }
        });
    result.whenComplete(
        (converted, error) -> {
          if (result.isCancelled()) {
            request.cancel(true);
          }
        });
    return result;
  }

  /** What the SDK's future failed with, in the engine's terms. */
  static ConnectException translate(Throwable error, String action, String url) {
    Throwable inner = error.getCause();
    Throwable cause = error instanceof CompletionException && inner != null ? inner : error;
    if (cause instanceof AwsServiceException answer) {
      AwsErrorDetails details = answer.awsErrorDetails();
      String code = details == null ? null : details.errorCode();
      return SqsErrors.refused(
          new SqsErrors.Refusal(
              code, answer.statusCode(), answer.isThrottlingException(), answer.requestId()),
          action,
          url);
    }
    return SqsErrors.noAnswer(cause, action, url);
  }

  private static <A> @Nullable Void nothing(A answer) {
    return null;
  }

  private static List<EntryFailure> failures(List<BatchResultErrorEntry> failed) {
    return failed.stream()
        .map(f -> new EntryFailure(Integer.parseInt(f.id()), f.code(), !f.senderFault()))
        .toList();
  }

  private static SqsMessage message(Message message) {
    Map<String, MessageAttribute> attributes = new HashMap<>();
    message.messageAttributes().forEach((name, value) -> attributes.put(name, attribute(value)));
    return new SqsMessage(
        message.messageId(),
        message.receiptHandle(),
        message.body(),
        Map.copyOf(attributes),
        Map.copyOf(message.attributesAsStrings()));
  }

  private static MessageAttribute attribute(MessageAttributeValue value) {
    SdkBytes bytes = value.binaryValue();
    return new MessageAttribute(
        value.dataType(), value.stringValue(), bytes == null ? null : bytes.asByteBuffer());
  }

  private static MessageAttributeValue value(MessageAttribute attribute) {
    ByteBuffer bytes = attribute.bytes();
    MessageAttributeValue.Builder value =
        MessageAttributeValue.builder()
            .dataType(attribute.dataType())
            .stringValue(attribute.text());
    if (bytes != null) {
      value.binaryValue(SdkBytes.fromByteBuffer(bytes.duplicate()));
    }
    return value.build();
  }
}
