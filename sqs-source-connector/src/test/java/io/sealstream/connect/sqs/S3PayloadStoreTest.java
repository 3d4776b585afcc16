package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazon.sqs.javamessaging.AmazonSQSExtendedAsyncClient;
import com.amazon.sqs.javamessaging.ExtendedAsyncClientConfiguration;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The SDK's real client against a local S3, and messages of the real SQS extended client. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class S3PayloadStoreTest {

  private static final String ENDPOINT = "aws.endpointUrlS3";
  private static final String MESSAGE = "id-1 of logins";
  private static final PayloadPointer POINTER = new PayloadPointer("payloads", "a/secret-4711", 5);

  private FakeS3 s3;
  private SqsService service;
  private PayloadStore store;

  @BeforeEach
  void start() throws Exception {
    s3 = new FakeS3();
    System.setProperty(ENDPOINT, s3.url());
    service = AwsSqsService.connect(new SqsSourceConfig(properties()));
    store = service.payloads();
  }

  @AfterEach
  void stop() {
    service.close();
    s3.close();
    System.clearProperty(ENDPOINT);
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "logins");
    properties.put("sqs.queue.urls", SampleMessages.QUEUE_URL);
    properties.put("topic", "logins");
    properties.put("sqs.region", "eu-central-1");
    properties.put("aws.access.key.id", "AKID");
    properties.put("aws.secret.access.key", "s");
    properties.put("s3.payloads", "true");
    return properties;
  }

  @Test
  void aPayloadIsReadWithTheCredentialsAndTheRegionOfTheQueue() {
    s3.put("payloads", "a/secret-4711", "h\u00e9ll");

    assertThat(store.get(POINTER, MESSAGE).join()).isEqualTo("h\u00e9ll");

    assertThat(s3.asked())
        .containsExactly(
            new FakeS3.Asked("GET", "/payloads/a/secret-4711", "AKID", "eu-central-1", 5));
  }

  @Test
  void aPayloadMayBeShorterThanAnnounced() {
    s3.put("payloads", "a/secret-4711", "hi");

    assertThat(store.get(POINTER, MESSAGE).join()).isEqualTo("hi");
  }

  @Test
  void ofAPayloadThatIsLongerThanAnnouncedNoMoreIsReadThanTellsSo() {
    s3.put("payloads", "a/secret-4711", "x".repeat(1_000_000));

    assertPoison("its payload in S3 is longer than the 5 bytes that it announces");
    assertThat(s3.asked()).extracting(FakeS3.Asked::bytesSent).containsExactly(6);
  }

  @Test
  void anEmptyPayloadIsPoison() {
    s3.put("payloads", "a/secret-4711", "");

    assertPoison("its payload in S3 is empty");
  }

  @Test
  void aPayloadThatIsNoTextIsPoison() {
    s3.put("payloads", "a/secret-4711", new byte[] {'a', (byte) 0xC3, '('});

    assertPoison("its payload in S3 is no text in UTF-8");
  }

  @Test
  void aPayloadThatIsNotThereIsPoison() {
    assertPoison("its payload is not to be had from S3 (NoSuchKey)");
  }

  @ParameterizedTest
  @CsvSource({
    "NoSuchBucket, 404",
    "InvalidObjectState, 403",
    "KeyTooLongError, 400",
    "InvalidBucketName, 400",
    "InvalidURI, 400",
    "InvalidRequest, 400"
  })
  void soIsOneThatNobodyCanHave(String code, int status) {
    s3.refusal = new FakeS3.Refusal(code, status);

    assertPoison("its payload is not to be had from S3 (" + code + ")");
  }

  @Test
  void aMissingPermissionIsFatalAndSaysWhatToGrant() {
    s3.refusal = new FakeS3.Refusal("AccessDenied", 403);
    String what =
        "access denied. Grant s3:%s on the bucket's objects, and kms:Decrypt on its key if it has"
            + " one, to the credentials in use. Without s3:ListBucket on the bucket S3 answers so"
            + " for an object that is not there, too";

    assertFatal(
        store.get(POINTER, MESSAGE),
        "S3 GetObject for message id-1 of logins: " + what.formatted("GetObject"));
    assertFatal(
        store.delete(POINTER, MESSAGE),
        "S3 DeleteObject for message id-1 of logins: " + what.formatted("DeleteObject"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"})
  void badCredentialsAreFatal(String code) {
    s3.refusal = new FakeS3.Refusal(code, 403);

    assertFatal(
        store.get(POINTER, MESSAGE),
        "S3 GetObject for message id-1 of logins: AWS does not accept the credentials ("
            + code
            + "). Check the access key, its session and the worker's clock");
  }

  @ParameterizedTest
  @CsvSource({"SlowDown, 503", "InternalError, 500", "RequestTimeout, 400"})
  void otherTroublePassesAndIsNotTriedAgainByTheSdk(String code, int status) {
    s3.refusal = new FakeS3.Refusal(code, status);

    assertThat(failure(store.get(POINTER, MESSAGE)))
        .isExactlyInstanceOf(SqsFailure.Passing.class)
        .hasMessage(
            "S3 GetObject for message id-1 of logins: %s (HTTP %d)".formatted(code, status));
    assertThat(s3.asked()).hasSize(1);
  }

  @Test
  void aLostConnectionPasses() {
    s3.silent = true;

    assertThat(failure(store.get(POINTER, MESSAGE)))
        .isExactlyInstanceOf(SqsFailure.Passing.class)
        .hasMessageStartingWith("S3 GetObject for message id-1 of logins: ");
  }

  @Test
  void aPayloadIsDeletedAndOneThatIsGoneIsNoError() {
    s3.put("payloads", "a/secret-4711", "hello");

    store.delete(POINTER, MESSAGE).join();
    store.delete(POINTER, MESSAGE).join();

    assertThat(s3.size()).isZero();
    assertThat(s3.asked()).extracting(FakeS3.Asked::method).containsExactly("DELETE", "DELETE");
  }

  @Test
  void aKeyMayBeAnyText() {
    String key = "2026/07 \u00e4+%2F?&.json";
    s3.put("payloads", key, "hello");

    assertThat(store.get(new PayloadPointer("payloads", key, 5), MESSAGE).join())
        .isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messagesOfTheExtendedClientAreRead(boolean legacyAttribute) {
    String payload = "{\"user\":\"\u00e4\"}".repeat(50_000);
    PayloadPointers pointers = new PayloadPointers(List.of("payloads"), 1_000_000);

    SqsMessage message = sendLarge(payload, legacyAttribute);

    assertThat(message.attributes())
        .containsOnlyKeys("trace", legacyAttribute ? "SQSLargePayloadSize" : "ExtendedPayloadSize");
    assertThat(pointers.areIn(message)).isTrue();
    PayloadPointer pointer = pointers.toFetch(message);
    assertThat(pointer.bytes()).isEqualTo(payload.getBytes(StandardCharsets.UTF_8).length);
    assertThat(store.get(pointer, MESSAGE).join()).isEqualTo(payload);
    store.delete(pointer, MESSAGE).join();
    assertThat(s3.size()).isZero();
  }

  /** What SQS would be sent, with the payload put into the local S3. */
  private SqsMessage sendLarge(String payload, boolean legacyAttribute) {
    Recording sqs = new Recording();
    try (S3AsyncClient client = senderOfPayloads()) {
      ExtendedAsyncClientConfiguration configuration =
          new ExtendedAsyncClientConfiguration().withPayloadSupportEnabled(client, "payloads");
      if (!legacyAttribute) {
        configuration = configuration.withLegacyReservedAttributeNameDisabled();
      }
      new AmazonSQSExtendedAsyncClient(sqs, configuration)
          .sendMessage(
              SendMessageRequest.builder()
                  .queueUrl(SampleMessages.QUEUE_URL)
                  .messageBody(payload)
                  .messageAttributes(
                      Map.of(
                          "trace",
                          MessageAttributeValue.builder()
                              .dataType("String")
                              .stringValue("t-1")
                              .build()))
                  .build())
          .join();
    }
    assertThat(s3.size()).isEqualTo(1);
    Map<String, MessageAttribute> attributes = new HashMap<>();
    sqs.sent
        .messageAttributes()
        .forEach(
            (name, value) ->
                attributes.put(
                    name, new MessageAttribute(value.dataType(), value.stringValue(), null)));
    return PointerMessages.message(sqs.sent.messageBody(), attributes);
  }

  private S3AsyncClient senderOfPayloads() {
    return S3AsyncClient.builder()
        .endpointOverride(URI.create(s3.url()))
        .region(Region.EU_CENTRAL_1)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("SENDER", "s")))
        // The local S3 takes a body as it is.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
        .build();
  }

  /** SQS, of which only the last message sent matters. */
  private static final class Recording implements SqsAsyncClient {

    private SendMessageRequest sent = SendMessageRequest.builder().build();

    @Override
    public CompletableFuture<SendMessageResponse> sendMessage(SendMessageRequest request) {
      sent = request;
      return CompletableFuture.completedFuture(SendMessageResponse.builder().build());
    }

    @Override
    public String serviceName() {
      return "sqs";
    }

    @Override
    public void close() {}
  }

  private void assertPoison(String message) {
    assertThat(failure(store.get(POINTER, MESSAGE)))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(message);
  }

  private static void assertFatal(CompletableFuture<?> future, String message) {
    assertThat(failure(future)).isExactlyInstanceOf(SqsFailure.Lasting.class).hasMessage(message);
  }

  private static ConnectException failure(CompletableFuture<?> future) {
    Throwable error = catchThrowable(future::join);
    assertThat(error).isInstanceOf(CompletionException.class).hasMessageNotContaining("secret");
    assertThat(error.getCause()).isInstanceOf(ConnectException.class).hasNoCause();
    return (ConnectException) error.getCause();
  }
}
