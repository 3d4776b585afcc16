package io.sealstream.connect.sqs;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** How a message's body becomes a record's value. Implementations are thread-safe. */
interface ValueFormat {

  /** Returns the value of {@code body}, or throws {@link PoisonException}. Never returns null. */
  SchemaAndValue parse(String body);

  /** The body itself, as a string. */
  static ValueFormat string() {
    return body -> new SchemaAndValue(Schema.STRING_SCHEMA, body);
  }
}
