package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** An {@link SqsQueue} on the AWS SDK's asynchronous client: its calls in the SDK's terms. */
final class AwsSqsQueue implements SqsQueue {

  private final SqsAsyncClient client;
  private final String url;
  private final ReceiveMessageRequest receiveRequest;

  /** {@link AwsSqsService} opens and closes {@code client}. */
  AwsSqsQueue(SqsAsyncClient client, String url, SqsSourceConfig config) {
    this.client = client;
    this.url = url;
    this.receiveRequest = receiveRequest(url, config);
  }

  private static ReceiveMessageRequest receiveRequest(String url, SqsSourceConfig config) {
    return ReceiveMessageRequest.builder()
        .queueUrl(url)
        .waitTimeSeconds((int) config.waitTime().toSeconds())
        .messageAttributeNames("All")
        .messageSystemAttributeNamesWithStrings(config.systemAttributesToReceive(url))
        .build();
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
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.QUEUE_ARN)),
        answer -> attributes(answer.attributes()));
  }

  private static QueueAttributes attributes(Map<QueueAttributeName, String> answer) {
    return new QueueAttributes(
        Duration.ofSeconds(
            Long.parseLong(answer.getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30"))),
        Long.parseLong(answer.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")),
        answer.get(QueueAttributeName.QUEUE_ARN));
  }

  @Override
  public CompletableFuture<List<SqsMessage>> receive(int max, Duration visibility) {
    return answer(
        "ReceiveMessage",
        client.receiveMessage(
            receiveRequest.toBuilder()
                .maxNumberOfMessages(max)
                .visibilityTimeout((int) visibility.toSeconds())
                .build()),
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
              result.completeExceptionally(AwsErrors.ofRequest(error, action, url));
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

  private static <A> @Nullable Void nothing(A answer) {
    return null;
  }

  private static List<EntryFailure> failures(List<BatchResultErrorEntry> failed) {
    return failed.stream()
        .map(f -> new EntryFailure(Integer.parseInt(f.id()), f.code(), !f.senderFault()))
        .toList();
  }

  private static SqsMessage message(Message message) {
    return new SqsMessage(
        message.messageId(),
        message.receiptHandle(),
        message.body(),
        attributes(message),
        Map.copyOf(message.attributesAsStrings()));
  }

  private static Map<String, MessageAttribute> attributes(Message message) {
    if (message.messageAttributes().isEmpty()) {
      return Map.of(); // what most messages have
    }
    Map<String, MessageAttribute> attributes = new HashMap<>();
    message.messageAttributes().forEach((name, value) -> attributes.put(name, attribute(value)));
    return Map.copyOf(attributes);
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
