package io.sealstream.connect.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Knows the messages of the SQS extended client whose body is a pointer to a payload in S3: by the
 * attribute that the client reserves for its length. Their body is {@code ["type", {"s3BucketName":
 * "...", "s3Key": "..."}]}.
 *
 * <p>Read here, and not by the client's own library: that lets the body name the class to make of
 * it (Jackson's default typing), and whoever may send to a queue must not choose that.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://github.com/awslabs/amazon-sqs-java-extended-client-lib">The SQS extended
 *     client</a>
 */
final class PayloadPointers {

  /** The attribute's name today, and the one of the client's first version. */
  private static final List<String> RESERVED_ATTRIBUTES =
      List.of("ExtendedPayloadSize", "SQSLargePayloadSize");

  /** What the first element may say, again today and then. */
  private static final Set<String> TYPES =
      Set.of(
          "software.amazon.payloadoffloading.PayloadS3Pointer",
          "com.amazon.sqs.javamessaging.MessageS3Pointer");

  /**
   * Every name that S3 ever allowed; the SDK would take more, an access point's ARN for example.
   */
  private static final Pattern BUCKET =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{2,254}");

  /** Of a key in UTF-8; see S3's object key naming guidelines. */
  private static final int MAX_KEY_BYTES = 1024;

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

  private final Set<String> allowedBuckets;
  private final long maxBytes;

  /**
   * @param allowedBuckets the only buckets that a pointer may name; empty allows any
   * @param maxBytes the largest payload that is held
   */
  PayloadPointers(Collection<String> allowedBuckets, long maxBytes) {
    this.allowedBuckets = Set.copyOf(allowedBuckets);
    this.maxBytes = maxBytes;
  }

  static boolean isBucketName(String text) {
    return BUCKET.matcher(text).matches();
  }

  /** Whether a message's body stands for a payload in S3. */
  boolean areIn(SqsMessage message) {
    return lengthOf(message) != null;
  }

  /**
   * The pointer in a message that {@linkplain #areIn has one}.
   *
   * @throws PoisonException when it cannot be read or points to a bucket that is not allowed
   */
  PayloadPointer in(SqsMessage message) {
    long bytes = bytes(lengthOf(message));
    JsonNode root = root(message.body());
    if (!root.isArray() || root.size() != 2 || !TYPES.contains(root.get(0).asText())) {
      throw unreadable("expected a list of the pointer's type and the pointer");
    }
    String bucket = text(root.get(1), "s3BucketName");
    String key = text(root.get(1), "s3Key");
    if (!isBucketName(bucket)) {
      throw unreadable("field s3BucketName: expected a bucket's name, found other text");
    }
    if (Utils.utf8Length(key) > MAX_KEY_BYTES) {
      throw unreadable("field s3Key: expected at most " + MAX_KEY_BYTES + " bytes, found more");
    }
    if (!allowedBuckets.isEmpty() && !allowedBuckets.contains(bucket)) {
      throw new PoisonException("the bucket of its payload " + SqsSourceConfig.BUCKETS_HINT);
    }
    return new PayloadPointer(bucket, key, bytes);
  }

  /** As {@link #in}, for fetching: a payload that is too large to be held is poison too. */
  PayloadPointer toFetch(SqsMessage message) {
    PayloadPointer pointer = in(message);
    if (pointer.bytes() > maxBytes) {
      throw new PoisonException(SqsSourceConfig.payloadTooLarge(pointer.bytes(), maxBytes));
    }
    return pointer;
  }

  /** The bytes that a message takes, with its payload if that is going to be fetched. */
  int sizeInBytes(SqsMessage message) {
    int size = message.sizeInBytes();
    if (!areIn(message)) {
      return size;
    }
    try {
      return Math.toIntExact(size + toFetch(message).bytes());
    } catch (PoisonException e) {
      return size;
    }
  }

  /** What the sender sent: the payload as body, without the attribute of the pointer. */
  static SqsMessage resolved(SqsMessage message, String payload) {
    Map<String, MessageAttribute> attributes = new HashMap<>(message.attributes());
    RESERVED_ATTRIBUTES.forEach(attributes::remove);
    return new SqsMessage(
        message.id(),
        message.receiptHandle(),
        payload,
        Map.copyOf(attributes),
        message.systemAttributes());
  }

  private static @Nullable MessageAttribute lengthOf(SqsMessage message) {
    for (String name : RESERVED_ATTRIBUTES) {
      MessageAttribute length = message.attributes().get(name);
      if (length != null) {
        return length;
      }
    }
    return null;
  }

  private static long bytes(@Nullable MessageAttribute length) {
    String text = length == null ? null : length.text();
    if (text == null || !LENGTH.matcher(text).matches()) {
      throw unreadable("its attribute for the payload's length holds no number of bytes");
    }
    return Long.parseLong(text);
  }

  private static JsonNode root(String body) {
    try {
      return StrictJson.read(body);
    } catch (PoisonException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonNode pointer, String field) {
    JsonNode found = pointer.get(field);
    if (found == null || !found.isTextual()) {
      String what = found == null ? "nothing" : JsonValues.typeOf(found);
      throw unreadable("field " + field + ": expected text, found " + what);
    }
    if (found.textValue().isEmpty()) {
      throw unreadable("field " + field + ": expected text, found none");
    }
    if (Surrogates.areUnpairedIn(found.textValue())) {
      throw unreadable("field " + field + ": expected text, found an unpaired surrogate");
    }
    return found.textValue();
  }

  private static PoisonException unreadable(String why) {
    return new PoisonException("expected a pointer to a payload in S3: " + why);
  }
}
