package io.sealstream.connect.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in which SNS sends a notification to a queue without raw message delivery. Its message
 * becomes the body, and its attributes become message attributes beside those of the queue's
 * message; the topic, the notification's id and its subject become attributes too, before which any
 * other attribute of such a name gives way. Thread-safe.
 *
 * <p>The signature is not checked: the queue's own policy says who may send to it.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS
 *     message formats</a>
 */
final class SnsEnvelope implements Envelope {

  /** The notification's id: the same where SNS delivers one twice, each time with an SQS id. */
  static final String MESSAGE_ID_ATTRIBUTE = "sns.message.id";

  /** The ARN of the topic that it was published to. */
  static final String TOPIC_ARN_ATTRIBUTE = "sns.topic.arn";

  /** Its subject, where it has one. */
  static final String SUBJECT_ATTRIBUTE = "sns.subject";

  private static final String TYPE = "Type";
  private static final String NOTIFICATION = "Notification";
  private static final String MESSAGE = "Message";
  private static final String MESSAGE_ID = "MessageId";
  private static final String TOPIC_ARN = "TopicArn";
  private static final String SUBJECT = "Subject";
  private static final String ATTRIBUTES = "MessageAttributes";
  private static final String ATTRIBUTE_VALUE = "Value";
  private static final String BINARY = "Binary";

  private final boolean required;

  private SnsEnvelope(boolean required) {
    this.required = required;
  }

  /** Every body must be a notification: another one is poison. */
  static SnsEnvelope required() {
    return new SnsEnvelope(true);
  }

  /** A body that is no notification is mapped as it is. */
  static SnsEnvelope whereThereIsOne() {
    return new SnsEnvelope(false);
  }

  @Override
  public SqsMessage open(SqsMessage message) {
    if (!required && !mayBeNotification(message.body())) {
      return message;
    }
    JsonNode notification;
    try {
      notification = notification(message.body());
    } catch (PoisonException e) {
      if (required) {
        throw e;
      }
      return message;
    }
    return new SqsMessage(
        message.id(),
        message.receiptHandle(),
        encodable(notification.get(MESSAGE), "field " + MESSAGE),
        attributes(message, notification),
        message.systemAttributes());
  }

  /** Whether parsing is worth its while; most bodies that are no notification are told by this. */
  private static boolean mayBeNotification(String body) {
    return body.stripLeading().startsWith("{")
        && body.contains('"' + NOTIFICATION + '"')
        && body.contains('"' + TOPIC_ARN + '"');
  }

  /** The root of a body that is a notification, or poison that says why it is none. */
  private static JsonNode notification(String body) {
    JsonNode root;
    try {
      root = StrictJson.read(body);
    } catch (PoisonException e) {
      throw none(String.valueOf(e.getMessage()));
    }
    if (!root.isObject()) {
      throw none("body: expected an object, found " + JsonValues.typeOf(root));
    }
    String type = root.path(TYPE).asText();
    if (type.equals("SubscriptionConfirmation") || type.equals("UnsubscribeConfirmation")) {
      throw none("its type is " + type + ", for the owner of the queue to act on");
    }
    requireText(root, TYPE);
    if (!type.equals(NOTIFICATION)) {
      throw none("field " + TYPE + ": expected " + NOTIFICATION + ", found other text");
    }
    requireText(root, MESSAGE);
    requireText(root, MESSAGE_ID);
    requireText(root, TOPIC_ARN);
    return root;
  }

  private static void requireText(JsonNode root, String field) {
    JsonNode found = root.get(field);
    if (found == null || !found.isTextual()) {
      throw none("field " + field + ": expected text, found " + typeOf(found));
    }
  }

  private static Map<String, MessageAttribute> attributes(SqsMessage message, JsonNode root) {
    Map<String, MessageAttribute> all = new HashMap<>(message.attributes());
    JsonNode given = root.path(ATTRIBUTES);
    if (isThere(given)) {
      if (!given.isObject()) {
        throw broken("field " + ATTRIBUTES + ": expected an object, found " + typeOf(given));
      }
      for (Map.Entry<String, JsonNode> one : given.properties()) {
        all.put(
            name(one.getKey()),
            attribute(one.getValue(), "attribute " + MessageAttribute.shown(one.getKey())));
      }
    }
    all.put(MESSAGE_ID_ATTRIBUTE, text(root, MESSAGE_ID));
    all.put(TOPIC_ARN_ATTRIBUTE, text(root, TOPIC_ARN));
    all.remove(SUBJECT_ATTRIBUTE);
    if (isThere(root.path(SUBJECT))) {
      all.put(SUBJECT_ATTRIBUTE, text(root, SUBJECT));
    }
    return Map.copyOf(all);
  }

  private static boolean isThere(JsonNode node) {
    return !node.isMissingNode() && !node.isNull();
  }

  private static MessageAttribute text(JsonNode root, String field) {
    return MessageAttribute.ofText(encodable(root.get(field), "field " + field));
  }

  private static MessageAttribute attribute(JsonNode attribute, String where) {
    String type = encodable(attribute.get(TYPE), where + ", " + TYPE);
    String value = encodable(attribute.get(ATTRIBUTE_VALUE), where + ", " + ATTRIBUTE_VALUE);
    return type.equals(BINARY)
        ? new MessageAttribute(type, null, bytes(value, where))
        : new MessageAttribute(type, value, null);
  }

  private static String name(String name) {
    if (Surrogates.areUnpairedIn(name)) {
      throw broken("attribute *: expected a name, found an unpaired surrogate");
    }
    return name;
  }

  private static ByteBuffer bytes(String base64, String where) {
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(base64)).asReadOnlyBuffer();
    } catch (IllegalArgumentException e) {
      throw broken(where + ": expected a Binary in base64, found other text");
    }
  }

  private static String encodable(@Nullable JsonNode node, String where) {
    if (node == null || !node.isTextual()) {
      throw broken(where + ": expected text, found " + typeOf(node));
    }
    if (Surrogates.areUnpairedIn(node.textValue())) {
      throw broken(where + ": expected text, found an unpaired surrogate");
    }
    return node.textValue();
  }

  private static String typeOf(@Nullable JsonNode node) {
    return node == null ? "nothing" : JsonValues.typeOf(node);
  }

  private static PoisonException none(String why) {
    return new PoisonException("expected an SNS notification, and this is none: " + why);
  }

  private static PoisonException broken(String why) {
    return new PoisonException("SNS notification: " + why);
  }
}
