package io.sealstream.connect.sqs;

import java.util.Map;

/** Messages as the SQS extended client sends them. */
final class PointerMessages {

  static final String TYPE = "software.amazon.payloadoffloading.PayloadS3Pointer";
  static final String LEGACY_TYPE = "com.amazon.sqs.javamessaging.MessageS3Pointer";

  private PointerMessages() {}

  static String body(String bucket, String key) {
    return body(TYPE, bucket, key);
  }

  static String body(String type, String bucket, String key) {
    return "[\"%s\",{\"s3BucketName\":\"%s\",\"s3Key\":\"%s\"}]".formatted(type, bucket, key);
  }

  static Map<String, MessageAttribute> length(long bytes) {
    return length(String.valueOf(bytes));
  }

  static Map<String, MessageAttribute> length(String bytes) {
    return Map.of("ExtendedPayloadSize", new MessageAttribute("Number", bytes, null));
  }

  static SqsMessage message(String body, Map<String, MessageAttribute> attributes) {
    return new SqsMessage("id-1", "handle-1", body, attributes, Map.of("SenderId", "AID"));
  }
}
