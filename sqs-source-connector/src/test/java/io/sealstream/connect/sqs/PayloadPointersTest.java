package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadPointersTest {

  private static final String BODY = PointerMessages.body("payloads", "a/b-1");

  private final PayloadPointers pointers = new PayloadPointers(List.of(), 1000);

  @Test
  void aPointerIsReadAsTheExtendedClientWritesIt() {
    PayloadPointer pointer = pointers.in(message(BODY, "300000"));

    assertThat(pointer).isEqualTo(new PayloadPointer("payloads", "a/b-1", 300_000));
    assertThat(pointer).hasToString("PayloadPointer[300000 bytes]");
  }

  @Test
  void theFirstVersionsAttributeAndTypeAreKnown() {
    SqsMessage message =
        PointerMessages.message(
            PointerMessages.body(PointerMessages.LEGACY_TYPE, "payloads", "k"),
            Map.of("SQSLargePayloadSize", new MessageAttribute("Number", "7", null)));

    assertThat(pointers.areIn(message)).isTrue();
    assertThat(pointers.in(message)).isEqualTo(new PayloadPointer("payloads", "k", 7));
  }

  @Test
  void aKeyThatS3CannotHaveIsPoison() {
    SqsMessage tooLong = message(PointerMessages.body("payloads", "k".repeat(1025)), "7");

    assertThatThrownBy(() -> pointers.in(tooLong))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(
            "expected a pointer to a payload in S3: field s3Key: expected at most 1024 bytes,"
                + " found more");
    assertThat(pointers.in(message(PointerMessages.body("payloads", "k".repeat(1024)), "7")))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "...", "a..b", ".ab", "-ab"})
  void aBucketThatS3CannotHaveIsPoison(String bucket) {
    assertThatThrownBy(() -> pointers.in(message(PointerMessages.body(bucket, "k"), "7")))
        .isExactlyInstanceOf(PoisonException.class);
  }

  @Test
  void withoutTheAttributeABodyIsABody() {
    assertThat(pointers.areIn(PointerMessages.message(BODY, Map.of()))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | the body is not valid JSON at line 1, column 1",
        "{} | expected a list of the pointer's type and the pointer",
        "[] | expected a list of the pointer's type and the pointer",
        "['java.lang.Object',{}] | expected a list of the pointer's type and the pointer",
        "[7,{}] | expected a list of the pointer's type and the pointer",
        "['TYPE'] | expected a list of the pointer's type and the pointer",
        "['TYPE',{},{}] | expected a list of the pointer's type and the pointer",
        "['TYPE',{}] | field s3BucketName: expected text, found nothing",
        "['TYPE','payloads'] | field s3BucketName: expected text, found nothing",
        "['TYPE',{'s3BucketName':7}] | field s3BucketName: expected text, found number",
        "['TYPE',{'s3BucketName':'payloads'}] | field s3Key: expected text, found nothing",
        "['TYPE',{'s3BucketName':'payloads','s3Key':''}] | field s3Key: expected text, found none",
        "['TYPE',{'s3BucketName':'arn:aws:s3:::b','s3Key':'k'}] | field s3BucketName: expected a"
            + " bucket's name, found other text",
        "['TYPE',{'s3BucketName':'payloads','s3Key':'\\uD800'}] | field s3Key: expected text,"
            + " found an unpaired surrogate",
      })
  void whatCannotBeReadIsPoison(String body, String why) {
    String json = body.replace('\'', '"').replace("TYPE", PointerMessages.TYPE);

    assertThatThrownBy(() -> pointers.in(message(json, "7")))
        .isInstanceOf(PoisonException.class)
        .hasMessage("expected a pointer to a payload in S3: " + why)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "1e3", "many", "1234567890123456"})
  void aLengthThatIsNoNumberOfBytesIsPoison(String length) {
    assertThatThrownBy(() -> pointers.in(message(BODY, length)))
        .isInstanceOf(PoisonException.class)
        .hasMessage(
            "expected a pointer to a payload in S3: its attribute for the payload's length holds no"
                + " number of bytes");
  }

  @Test
  void aPointerToAnotherBucketThanAllowedIsPoison() {
    PayloadPointers picky = new PayloadPointers(List.of("payloads", "other"), 1000);

    assertThat(picky.in(message(BODY, "7")).bucket()).isEqualTo("payloads");
    assertThatThrownBy(() -> picky.in(message(PointerMessages.body("secrets", "k"), "7")))
        .isInstanceOf(PoisonException.class)
        .hasMessage("the bucket of its payload is not in s3.payload.buckets");
  }

  @Test
  void aPayloadThatIsTooLargeIsNotFetched() {
    assertThat(pointers.toFetch(message(BODY, "1000")).bytes()).isEqualTo(1000);
    assertThatThrownBy(() -> pointers.toFetch(message(BODY, "1001")))
        .isInstanceOf(PoisonException.class)
        .hasMessage(
            "its payload in S3 of 1001 bytes is larger than the 1000 bytes that inflight.max.bytes"
                + " allows");
  }

  @Test
  void aMessageCountsWithItsPayloadWhereThatIsFetched() {
    SqsMessage plain = PointerMessages.message(BODY, Map.of());
    SqsMessage held = message(BODY, "1000");
    SqsMessage tooLarge = message(BODY, "1001");
    SqsMessage broken = message("hello", "10");

    assertThat(pointers.sizeInBytes(plain)).isEqualTo(plain.sizeInBytes());
    assertThat(pointers.sizeInBytes(held)).isEqualTo(held.sizeInBytes() + 1000);
    assertThat(pointers.sizeInBytes(tooLarge)).isEqualTo(tooLarge.sizeInBytes());
    assertThat(pointers.sizeInBytes(broken)).isEqualTo(broken.sizeInBytes());
  }

  @Test
  void aResolvedMessageIsWhatItsSenderSent() {
    MessageAttribute trace = MessageAttribute.ofText("t-1");
    SqsMessage message =
        PointerMessages.message(
            BODY,
            Map.of(
                "trace", trace, "ExtendedPayloadSize", new MessageAttribute("Number", "5", null)));

    assertThat(PayloadPointers.resolved(message, "hello"))
        .isEqualTo(
            new SqsMessage(
                "id-1", "handle-1", "hello", Map.of("trace", trace), Map.of("SenderId", "AID")));
  }

  private static SqsMessage message(String body, String length) {
    return PointerMessages.message(body, PointerMessages.length(length));
  }
}
