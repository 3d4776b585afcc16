package io.sealstream.connect.sqs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent to the dead letter queue: the message's body and attributes untouched, and what went
 * wrong in attributes of our own, as far as SQS has room for them. The original's content goes
 * first: where it already has ten attributes or fills the size limit, ours are left out.
 *
 * @param body the original's body
 * @param attributes the original's attributes and ours
 * @param originalAttributes the original's alone
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">SQS
 *     message quotas</a>
 */
record DeadLetter(
    String body,
    Map<String, MessageAttribute> attributes,
    Map<String, MessageAttribute> originalAttributes) {

  /** Why the message is here. */
  static final String ERROR_ATTRIBUTE = "sealstream.error";

  /** The name of the queue that the message came from. */
  static final String QUEUE_ATTRIBUTE = "sealstream.source.queue";

  /** The id that the message had there. */
  static final String MESSAGE_ID_ATTRIBUTE = "sealstream.source.message.id";

  private static final int MAX_ATTRIBUTES = 10;
  private static final int MAX_BYTES = 1024 * 1024;

  /**
   * The dead letter of {@code message}.
   *
   * @param error why it is one, without any value of the message
   */
  static DeadLetter of(InFlightMessage message, String error) {
    SqsMessage original = message.message();
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>(original.attributes());
    int size = original.sizeInBytes();
    size += addIfRoom(attributes, size, ERROR_ATTRIBUTE, error);
    size += addIfRoom(attributes, size, MESSAGE_ID_ATTRIBUTE, original.id());
    addIfRoom(attributes, size, QUEUE_ATTRIBUTE, message.queue().name());
    return new DeadLetter(original.body(), attributes, original.attributes());
  }

  /** Whether there are attributes of our own, which could be left out. */
  boolean hasAttributesOfOurs() {
    return !attributes.equals(originalAttributes);
  }

  /** The same without ours, for a queue that takes less than SQS's limit. */
  DeadLetter originalOnly() {
    return new DeadLetter(body, originalAttributes, originalAttributes);
  }

  private static int addIfRoom(
      Map<String, MessageAttribute> attributes, int size, String name, String text) {
    MessageAttribute attribute = MessageAttribute.ofText(text);
    // An earlier dead-lettering may have left one of the same name: the newest error counts.
    MessageAttribute replaced = attributes.get(name);
    int freed = replaced == null ? 0 : replaced.sizeInBytes(name);
    int added = attribute.sizeInBytes(name) - freed;
    boolean fits = attributes.size() < MAX_ATTRIBUTES || replaced != null;
    if (!fits || size + added > MAX_BYTES) {
      return 0;
    }
    attributes.put(name, attribute);
    return added;
  }

  /** No content: it is personal data. */
  @Override
  public String toString() {
    return "DeadLetter[" + attributes.size() + " attributes]";
  }
}
