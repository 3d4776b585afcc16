package io.sealstream.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The rig by the client it is made for: AWS's own, which checks every MD5 it is given. */
@Timeout(60)
class SdkClientTest {

  /** One for all clients: to close one of its own takes the SDK two seconds. */
  private static final SdkEventLoopGroup THREADS = SdkEventLoopGroup.builder().build();

  private final SqsRig rig = SqsRig.start(RigSettings.defaults().withInFlightLimits(3, 20_000));
  private final RigQueue queue = rig.createQueue("q");
  private SqsAsyncClient client;

  @BeforeEach
  void open() {
    client =
        SqsAsyncClient.builder()
            .endpointOverride(rig.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().eventLoopGroup(THREADS))
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    rig.close();
  }

  @AfterAll
  static void closeThreads() {
    THREADS.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void sendsAndReceivesAttributesOfEveryType() {
    Map<String, MessageAttributeValue> attributes =
        Map.of(
            "text", value("String", "häßlich 𝄞"),
            "number", value("Number", "-12.50"),
            "custom", value("Number.money", "3"),
            "bytes",
                MessageAttributeValue.builder()
                    .dataType("Binary.png")
                    .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, -1}))
                    .build());
    SendMessageResponse sent =
        client
            .sendMessage(
                r ->
                    r.queueUrl(queue.url())
                        .messageBody("{\"a\":\"\\u00e4 \\n \\\" 𝄞\"}\n\t")
                        .messageAttributes(attributes)
                        .messageSystemAttributes(
                            Map.of(
                                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                MessageSystemAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("Root=1-2-3")
                                    .build())))
            .join();

    Message got = receive(1, "All").get(0);

    assertThat(got.messageId()).isEqualTo(sent.messageId());
    assertThat(got.body()).isEqualTo("{\"a\":\"\\u00e4 \\n \\\" 𝄞\"}\n\t");
    assertThat(got.md5OfBody()).isEqualTo(sent.md5OfMessageBody());
    assertThat(got.messageAttributes()).isEqualTo(attributes);
    assertThat(got.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
    assertThat(got.attributes())
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, "Root=1-2-3")
        .containsKeys(
            MessageSystemAttributeName.SENT_TIMESTAMP,
            MessageSystemAttributeName.SENDER_ID,
            MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP)
        .doesNotContainKey(MessageSystemAttributeName.SEQUENCE_NUMBER);
  }

  @Test
  void chosenAttributesHaveTheirOwnMd5() {
    queue.send(
        RigMessage.of("a")
            .with("a.one", RigAttribute.string("1"))
            .with("a.two", RigAttribute.binary(new byte[] {2}))
            .with("b", RigAttribute.number("3")));

    Message got =
        client
            .receiveMessage(r -> r.queueUrl(queue.url()).messageAttributeNames("a.*"))
            .join()
            .messages()
            .get(0);

    assertThat(got.messageAttributes()).containsOnlyKeys("a.one", "a.two");
    assertThat(got.attributes()).isEmpty();
    assertThat(got.md5OfMessageAttributes())
        .isEqualTo(
            Digest.attributesMd5Hex(
                Map.of(
                    "a.one", RigAttribute.string("1"),
                    "a.two", RigAttribute.binary(new byte[] {2}))));
  }

  @Test
  void carriesOutBatchesEntryByEntry() {
    client
        .sendMessageBatch(
            r ->
                r.queueUrl(queue.url())
                    .entries(
                        SendMessageBatchRequestEntry.builder().id("x").messageBody("a").build(),
                        SendMessageBatchRequestEntry.builder().id("y").messageBody("b").build()))
        .join();
    List<Message> got = receive(10, "All");
    String handle = got.get(0).receiptHandle();

    List<BatchResultErrorEntry> failed =
        client
            .changeMessageVisibilityBatch(
                r ->
                    r.queueUrl(queue.url())
                        .entries(visibility("1", handle, 5), visibility("2", "nonsense", 5)))
            .join()
            .failed();
    DeleteMessageBatchResponse deleted =
        client
            .deleteMessageBatch(
                r -> r.queueUrl(queue.url()).entries(deletion("1", handle), deletion("2", "bad")))
            .join();

    assertThat(failed)
        .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
        .containsExactly(tuple("2", "ReceiptHandleIsInvalid"));
    assertThat(deleted.successful()).extracting(s -> s.id()).containsExactly("1");
    assertThat(deleted.failed()).extracting(f -> f.senderFault()).containsExactly(true);
    assertThat(queue.bodies()).containsExactly("b");
    assertThat(rig.stats().action("DeleteMessageBatch").entries()).isEqualTo(2);
  }

  @Test
  void refusesBatchesThatSqsRefuses() {
    assertError(
            TooManyEntriesInBatchRequestException.class,
            client.deleteMessageBatch(
                r ->
                    r.queueUrl(queue.url())
                        .entries(
                            IntStream.range(0, 11).mapToObj(i -> deletion("" + i, "x")).toList())))
        .hasMessageContaining("You have sent 11");
    assertError(
        BatchEntryIdsNotDistinctException.class,
        client.deleteMessageBatch(
            r -> r.queueUrl(queue.url()).entries(deletion("1", "x"), deletion("1", "y"))));
    assertError(
        EmptyBatchRequestException.class,
        client.deleteMessageBatch(r -> r.queueUrl(queue.url()).entries(List.of())));
  }

  @Test
  void answersInTheClassesOfTheSdk() {
    String gone = queue.url() + "-gone";
    assertError(QueueDoesNotExistException.class, client.receiveMessage(r -> r.queueUrl(gone)));
    assertError(QueueDoesNotExistException.class, client.getQueueUrl(r -> r.queueName("gone")));
    assertError(
        ReceiptHandleIsInvalidException.class,
        client.deleteMessage(r -> r.queueUrl(queue.url()).receiptHandle("nonsense")));
    assertError(
        InvalidMessageContentsException.class,
        client.sendMessage(r -> r.queueUrl(queue.url()).messageBody("\u0000")));
    assertError(
            SqsException.class,
            client.receiveMessage(r -> r.queueUrl(queue.url()).maxNumberOfMessages(11)))
        .extracting(e -> ((SqsException) e).awsErrorDetails().errorCode())
        .isEqualTo("InvalidParameterValue");

    queue.fill(4, i -> "m" + i);
    receive(10, "All");
    assertError(OverLimitException.class, client.receiveMessage(r -> r.queueUrl(queue.url())));
  }

  @Test
  void aReleasedMessageIsNotInFlight() {
    queue.send("a");
    String handle = receive(1, "All").get(0).receiptHandle();
    client
        .changeMessageVisibility(
            r -> r.queueUrl(queue.url()).receiptHandle(handle).visibilityTimeout(0))
        .join();

    assertError(
        MessageNotInflightException.class,
        client.changeMessageVisibility(
            r -> r.queueUrl(queue.url()).receiptHandle(handle).visibilityTimeout(10)));

    client.deleteMessage(r -> r.queueUrl(queue.url()).receiptHandle(handle)).join();
    assertThat(queue.counts().deleted()).isEqualTo(1);
  }

  @Test
  void tellsTheAttributesOfAQueue() {
    queue.fill(2, i -> "m" + i);
    receive(1, "All");

    Map<QueueAttributeName, String> all =
        client
            .getQueueAttributes(r -> r.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL))
            .join()
            .attributes();

    assertThat(all)
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
        .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "1")
        .containsEntry(QueueAttributeName.QUEUE_ARN, queue.arn())
        .doesNotContainKey(QueueAttributeName.FIFO_QUEUE);
    client
        .setQueueAttributes(
            r ->
                r.queueUrl(queue.url())
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "7")))
        .join();
    assertThat(
            client
                .getQueueAttributes(
                    r ->
                        r.queueUrl(queue.url())
                            .attributeNames(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                QueueAttributeName.REDRIVE_POLICY))
                .join()
                .attributes())
        .containsOnly(Map.entry(QueueAttributeName.VISIBILITY_TIMEOUT, "7"));
  }

  @Test
  void aStandardQueueKnowsNoFifoNames() {
    assertError(
            InvalidAttributeNameException.class,
            client.getQueueAttributes(
                r -> r.queueUrl(queue.url()).attributeNames(QueueAttributeName.FIFO_QUEUE)))
        .hasMessageContaining("Unknown Attribute FifoQueue.");
    assertError(
        InvalidAttributeNameException.class,
        client.receiveMessage(
            r ->
                r.queueUrl(queue.url())
                    .messageSystemAttributeNames(MessageSystemAttributeName.SEQUENCE_NUMBER)));
  }

  @Test
  void speaksFifo() {
    RigQueue fifo = rig.createQueue("q.fifo");
    SendMessageResponse first = sendFifo(fifo, "a");
    SendMessageResponse duplicate = sendFifo(fifo, "a");
    Message got =
        client
            .receiveMessage(
                r ->
                    r.queueUrl(fifo.url())
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .join()
            .messages()
            .get(0);

    assertThat(duplicate.messageId()).isEqualTo(first.messageId());
    assertThat(got.attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g")
        .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "id-a")
        .containsEntry(MessageSystemAttributeName.SEQUENCE_NUMBER, first.sequenceNumber());
    assertError(
            SqsException.class,
            client.sendMessage(r -> r.queueUrl(fifo.url()).messageBody("x").messageGroupId("g")))
        .hasMessageContaining("ContentBasedDeduplication");
    assertError(
            SqsException.class, client.sendMessage(r -> r.queueUrl(fifo.url()).messageBody("x")))
        .hasMessageContaining("MessageGroupId");
  }

  @Test
  void anExpiredHandleOfAFifoQueueHasTwoNames() {
    RigQueue fifo = rig.createQueue("q.fifo", Map.of("VisibilityTimeout", "0"));
    fifo.send("a");
    String handle =
        client.receiveMessage(r -> r.queueUrl(fifo.url())).join().messages().get(0).receiptHandle();

    assertError(
            SqsException.class,
            client.deleteMessage(r -> r.queueUrl(fifo.url()).receiptHandle(handle)))
        .extracting(e -> ((SqsException) e).awsErrorDetails().errorCode())
        .isEqualTo("InvalidParameterValue");
    assertThat(
            client
                .deleteMessageBatch(r -> r.queueUrl(fifo.url()).entries(deletion("1", handle)))
                .join()
                .failed())
        .extracting(BatchResultErrorEntry::code)
        .containsExactly("ReceiptHandleIsInvalid");
  }

  @Test
  void makesListsAndDeletesQueues() {
    String url =
        client
            .createQueue(
                r ->
                    r.queueName("made")
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "9")))
            .join()
            .queueUrl();
    assertThat(client.getQueueUrl(r -> r.queueName("made")).join().queueUrl()).isEqualTo(url);
    assertError(
        QueueNameExistsException.class,
        client.createQueue(
            r ->
                r.queueName("made")
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "8"))));
    assertThat(client.listQueues(r -> r.queueNamePrefix("ma")).join().queueUrls())
        .containsExactly(url);

    CompletableFuture<?> waiting = client.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20));
    await().until(() -> rig.stats().action("ReceiveMessage").requests() == 1);
    client.purgeQueue(r -> r.queueUrl(url)).join();
    client.deleteQueue(r -> r.queueUrl(url)).join();
    waiting.join();

    assertError(QueueDoesNotExistException.class, client.purgeQueue(r -> r.queueUrl(url)));
  }

  @Test
  void refusesWhatIsTooLargeAndDeliversWhatATestMadeLarger() {
    assertError(
            SqsException.class,
            client.sendMessage(r -> r.queueUrl(queue.url()).messageBody("x".repeat(1_048_577))))
        .hasMessageContaining("Message must be shorter than 1048576 bytes");

    queue.send("y".repeat(3_000_000));

    assertThat(receive(1, "All").get(0).body()).hasSize(3_000_000);
  }

  @Test
  void aLongPollIsAnsweredWhenAMessageArrives() {
    CompletableFuture<List<Message>> waiting =
        client
            .receiveMessage(r -> r.queueUrl(queue.url()).waitTimeSeconds(20))
            .thenApply(answer -> answer.messages());
    await().until(() -> rig.stats().action("ReceiveMessage").requests() == 1);
    assertThat(waiting).isNotDone();

    queue.send("a");

    assertThat(waiting.join()).extracting(Message::body).containsExactly("a");
  }

  @Test
  void aLongPollWhoseClientIsGoneTakesNothing() {
    CompletableFuture<?> waiting =
        client.receiveMessage(r -> r.queueUrl(queue.url()).waitTimeSeconds(20));
    await().until(() -> rig.stats().action("ReceiveMessage").requests() == 1);

    waiting.cancel(true);
    // The SDK closes the connection; nothing else tells that the rig has noticed it.
    await()
        .untilAsserted(
            () -> {
              rig.resetCounters();
              assertThat(rig.stats().highestOpen()).isZero();
            });
    queue.send("a");

    assertThat(queue.counts().visible()).isEqualTo(1);
    assertThat(queue.counts().received()).isZero();
  }

  @Test
  void everyAnswerTakesTheRoundTrip() {
    rig.roundTrip(Duration.ofMillis(150));
    Instant begin = Instant.now();

    client.receiveMessage(r -> r.queueUrl(queue.url())).join();

    assertThat(Duration.between(begin, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    assertThat(rig.stats().action("ReceiveMessage").empty()).isEqualTo(1);
  }

  @Test
  void countsTheRequestsOfEachQueue() {
    RigQueue other = rig.createQueue("other");

    client.sendMessage(r -> r.queueUrl(queue.url()).messageBody("a")).join();
    client.receiveMessage(r -> r.queueUrl(queue.url())).join();
    client.receiveMessage(r -> r.queueUrl(other.url())).join();
    client.getQueueUrl(r -> r.queueName("other")).join();

    assertThat(queue.counts().requests()).isEqualTo(2);
    assertThat(other.counts().requests()).isEqualTo(1);
  }

  @Test
  void countsWhatIsOpenAtOnce() {
    CompletableFuture<?> polls =
        CompletableFuture.allOf(
            IntStream.range(0, 8)
                .mapToObj(
                    i -> client.receiveMessage(r -> r.queueUrl(queue.url()).waitTimeSeconds(20)))
                .toArray(CompletableFuture[]::new));
    await().until(() -> rig.stats().action("ReceiveMessage").highestOpen() == 8);

    rig.deleteQueue("q");
    polls.join();

    assertThat(rig.stats().highestOpen()).isEqualTo(8);
  }

  @Test
  void failsAsItIsTold() {
    queue.send("a");
    rig.faults(Faults.seeded(1).with(Faults.Kind.HTTP_500, 1));
    assertError(SqsException.class, client.receiveMessage(r -> r.queueUrl(queue.url())))
        .satisfies(e -> assertThat(((SqsException) e).statusCode()).isEqualTo(500));

    rig.faults(Faults.seeded(1).with(Faults.Kind.THROTTLE, 1, "ReceiveMessage"));
    assertError(SqsException.class, client.receiveMessage(r -> r.queueUrl(queue.url())))
        .satisfies(e -> assertThat(((SqsException) e).isThrottlingException()).isTrue());

    rig.faults(Faults.seeded(1).with(Faults.Kind.DROP_BEFORE, 1));
    assertError(SdkClientException.class, client.receiveMessage(r -> r.queueUrl(queue.url())));
    assertThat(queue.counts().inFlight()).isZero();

    rig.faults(Faults.seeded(1).with(Faults.Kind.DROP_AFTER, 1));
    assertError(SdkClientException.class, client.receiveMessage(r -> r.queueUrl(queue.url())));
    assertThat(queue.counts().inFlight()).isEqualTo(1);

    rig.faults(Faults.none());
    assertThat(receive(1, "All")).isEmpty();
    assertThat(rig.stats().action("ReceiveMessage").errors()).isEqualTo(4);
  }

  @Test
  void delaysOnlyWhatTheRateSays() {
    rig.faults(Faults.seeded(1).delaying(Duration.ofMillis(200), 1, "ReceiveMessage"));
    Instant begin = Instant.now();

    receive(1, "All");

    assertThat(Duration.between(begin, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void failsSomeEntriesOfABatchThroughNoFaultOfTheSender() {
    queue.fill(3, i -> "m" + i);
    List<Message> got = receive(10, "All");
    rig.faults(Faults.seeded(3).with(Faults.Kind.PARTIAL_BATCH, 1));

    DeleteMessageBatchResponse answer =
        client
            .deleteMessageBatch(
                r ->
                    r.queueUrl(queue.url())
                        .entries(
                            IntStream.range(0, 3)
                                .mapToObj(i -> deletion("" + i, got.get(i).receiptHandle()))
                                .toList()))
            .join();

    assertThat(answer.failed()).isNotEmpty();
    assertThat(answer.failed())
        .allSatisfy(
            failure -> {
              assertThat(failure.code()).isEqualTo("InternalError");
              assertThat(failure.senderFault()).isFalse();
            });
    assertThat(queue.counts().deleted()).isEqualTo(answer.successful().size());
    assertThat(queue.counts().inFlight()).isEqualTo(answer.failed().size());
  }

  @Test
  void refusesAnActionUntilItIsAllowed() {
    rig.refuse("DeleteMessage", "AccessDenied");
    assertError(
            SqsException.class,
            client.deleteMessage(r -> r.queueUrl(queue.url()).receiptHandle("x")))
        .satisfies(
            e -> {
              assertThat(((SqsException) e).statusCode()).isEqualTo(403);
              assertThat(((SqsException) e).awsErrorDetails().errorCode())
                  .isEqualTo("AccessDenied");
            });

    rig.allow("DeleteMessage");

    assertError(
        ReceiptHandleIsInvalidException.class,
        client.deleteMessage(r -> r.queueUrl(queue.url()).receiptHandle("x")));
  }

  @Test
  void anOutageEndsAtTheSameEndpoint() {
    queue.send("a");
    rig.outage(true);
    assertError(SdkClientException.class, client.receiveMessage(r -> r.queueUrl(queue.url())));

    rig.outage(false);

    assertThat(receive(1, "All")).hasSize(1);
  }

  @Test
  void anOutageMayEndByItself() {
    CompletableFuture<?> waiting =
        client.receiveMessage(r -> r.queueUrl(queue.url()).waitTimeSeconds(20));
    await().until(() -> rig.stats().action("ReceiveMessage").requests() == 1);

    rig.outage(Duration.ofMillis(100));

    assertError(SdkClientException.class, waiting);
    await()
        .ignoreExceptions()
        .until(() -> client.receiveMessage(r -> r.queueUrl(queue.url())).join() != null);
  }

  private SendMessageResponse sendFifo(RigQueue fifo, String body) {
    return client
        .sendMessage(
            r ->
                r.queueUrl(fifo.url())
                    .messageBody(body)
                    .messageGroupId("g")
                    .messageDeduplicationId("id-" + body))
        .join();
  }

  private List<Message> receive(int max, String attributes) {
    return client
        .receiveMessage(
            r ->
                r.queueUrl(queue.url())
                    .maxNumberOfMessages(max)
                    .messageAttributeNames(attributes)
                    .messageSystemAttributeNamesWithStrings(attributes))
        .join()
        .messages();
  }

  private static MessageAttributeValue value(String type, String text) {
    return MessageAttributeValue.builder().dataType(type).stringValue(text).build();
  }

  private static DeleteMessageBatchRequestEntry deletion(String id, String handle) {
    return DeleteMessageBatchRequestEntry.builder().id(id).receiptHandle(handle).build();
  }

  private static ChangeMessageVisibilityBatchRequestEntry visibility(
      String id, String handle, int seconds) {
    return ChangeMessageVisibilityBatchRequestEntry.builder()
        .id(id)
        .receiptHandle(handle)
        .visibilityTimeout(seconds)
        .build();
  }

  private static AbstractThrowableAssert<?, ?> assertError(
      Class<? extends Throwable> type, CompletableFuture<?> answer) {
    return assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(type);
  }
}
