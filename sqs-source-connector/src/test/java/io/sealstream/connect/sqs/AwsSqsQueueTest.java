package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** What is asked of the SDK's client, and what becomes of its answers. */
class AwsSqsQueueTest {

  private static final String URL = SampleMessages.QUEUE_URL;
  private static final String FIFO_URL = URL + ".fifo";

  private final RecordingClient client = new RecordingClient();

  private AwsSqsQueue queue(String url, String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", URL + "," + FIFO_URL);
    properties.put("topic", "logins");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new AwsSqsQueue(client, url, new SqsSourceConfig(properties));
  }

  private List<String> askedFor(AwsSqsQueue queue) {
    queue.receive(10, FakeSqsQueue.VISIBILITY).join();
    return client.received.get(client.received.size() - 1).messageSystemAttributeNamesAsStrings();
  }

  @Test
  void onlyAFifoQueueIsAskedForThePlaceOfEachMessage() {
    assertThat(askedFor(queue(URL)))
        .containsExactlyInAnyOrder("SentTimestamp", "ApproximateReceiveCount");
    assertThat(askedFor(queue(FIFO_URL)))
        .containsExactlyInAnyOrder(
            "SentTimestamp",
            "ApproximateReceiveCount",
            "MessageGroupId",
            "MessageDeduplicationId",
            "SequenceNumber");
  }

  @Test
  void selectedSystemAttributesAreAskedOfBoth() {
    assertThat(askedFor(queue(URL, "headers.system.attributes", "AWSTraceHeader")))
        .containsExactlyInAnyOrder("SentTimestamp", "ApproximateReceiveCount", "AWSTraceHeader");
    assertThat(askedFor(queue(FIFO_URL, "headers.system.attributes", "*"))).containsExactly("All");
    assertThat(askedFor(queue(URL, "headers.system.attributes", "*"))).containsExactly("All");
  }

  @Test
  void everyMessageAttributeIsReadWithItsTypeAndEitherTextOrBytes() {
    client.message =
        Message.builder()
            .messageId("id-1")
            .receiptHandle("handle-1")
            .body("body")
            .attributesWithStrings(Map.of("AWSTraceHeader", "Root=1-5759e988"))
            .messageAttributes(
                Map.of(
                    "text", sdk("String.uuid").stringValue("a").build(),
                    "number", sdk("Number.float").stringValue("1.50").build(),
                    "bytes",
                        sdk("Binary.png")
                            .binaryValue(SdkBytes.fromByteArray(new byte[] {1}))
                            .build(),
                    "empty",
                        sdk("Binary").binaryValue(SdkBytes.fromByteArray(new byte[0])).build()))
            .build();

    assertThat(queue(URL).receive(1, FakeSqsQueue.VISIBILITY).join())
        .containsExactly(
            new SqsMessage(
                "id-1",
                "handle-1",
                "body",
                Map.of(
                    "text", new MessageAttribute("String.uuid", "a", null),
                    "number", new MessageAttribute("Number.float", "1.50", null),
                    "bytes",
                        new MessageAttribute("Binary.png", null, ByteBuffer.wrap(new byte[] {1})),
                    "empty", new MessageAttribute("Binary", null, ByteBuffer.allocate(0))),
                Map.of("AWSTraceHeader", "Root=1-5759e988")));
  }

  @Test
  void aPlaceIsSentAsGroupAndDeduplicationId() {
    queue(FIFO_URL).send("body", Map.of(), new SqsQueue.FifoPlace("group-1", "id-1")).join();

    SendMessageRequest sent = client.sent.get(0);
    assertThat(sent.queueUrl()).isEqualTo(FIFO_URL);
    assertThat(sent.messageBody()).isEqualTo("body");
    assertThat(sent.messageGroupId()).isEqualTo("group-1");
    assertThat(sent.messageDeduplicationId()).isEqualTo("id-1");
  }

  @Test
  void withoutAPlaceNothingOfItIsSent() {
    Map<String, MessageAttribute> attributes =
        Map.of(
            "a",
            MessageAttribute.ofText("v"),
            "b",
            new MessageAttribute("Binary", null, ByteBuffer.wrap(new byte[] {1})));

    queue(URL).send("body", attributes, null).join();

    SendMessageRequest sent = client.sent.get(0);
    assertThat(sent.messageGroupId()).isNull();
    assertThat(sent.messageDeduplicationId()).isNull();
    assertThat(sent.messageAttributes())
        .isEqualTo(
            Map.of(
                "a", sdk("String").stringValue("v").build(),
                "b", sdk("Binary").binaryValue(SdkBytes.fromByteArray(new byte[] {1})).build()));
  }

  private static MessageAttributeValue.Builder sdk(String dataType) {
    return MessageAttributeValue.builder().dataType(dataType);
  }

  /** Answers at once and remembers what it was asked. */
  private static final class RecordingClient implements SqsAsyncClient {

    private final List<ReceiveMessageRequest> received = new ArrayList<>();
    private final List<SendMessageRequest> sent = new ArrayList<>();
    private Message message =
        Message.builder().messageId("id-1").receiptHandle("h").body("").build();

    @Override
    public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
      received.add(request);
      return CompletableFuture.completedFuture(
          ReceiveMessageResponse.builder().messages(message).build());
    }

    @Override
    public CompletableFuture<SendMessageResponse> sendMessage(SendMessageRequest request) {
      sent.add(request);
      return CompletableFuture.completedFuture(SendMessageResponse.builder().build());
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
