package io.sealstream.connect.sqs;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/** Where a record's key comes from. Implementations are thread-safe. */
interface RecordKey {

  /**
   * The key of the record, or {@link SchemaAndValue#NULL} for none; {@link PoisonException} where
   * the message has not got what the key is made of.
   */
  SchemaAndValue of(SqsMessage message, SchemaAndValue value);

  static RecordKey none() {
    return (message, value) -> SchemaAndValue.NULL;
  }

  static RecordKey messageId() {
    return (message, value) -> string(message.id());
  }

  static RecordKey messageGroupId() {
    return (message, value) -> string(required(message.groupId(), "the message group id"));
  }

  static RecordKey attribute(String name) {
    return (message, value) -> {
      MessageAttribute attribute = message.attributes().get(name);
      String text = attribute == null ? null : attribute.text();
      return string(required(text, "the text attribute " + name));
    };
  }

  /** The value at a path. */
  static RecordKey field(FieldPath path) {
    return (message, value) -> {
      SchemaAndValue found = path.find(value);
      required(found.value(), "the field " + path);
      return found;
    };
  }

  private static SchemaAndValue string(String key) {
    return new SchemaAndValue(Schema.STRING_SCHEMA, key);
  }

  private static <T> T required(@Nullable T part, String what) {
    if (part == null) {
      throw new PoisonException("the record key needs " + what + ", found nothing");
    }
    return part;
  }
}
