package io.sealstream.connect.sqs;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** How a message's body becomes a record's value. Implementations are thread-safe. */
interface ValueFormat {

  /** Returns the value of {@code body}, or throws {@link PoisonException}. Never returns null. */
  SchemaAndValue parse(String body);

  /** The body itself, as a string. */
  static ValueFormat string() {
    return body -> new SchemaAndValue(Schema.STRING_SCHEMA, encodable(body));
  }

  /** The body's UTF-8 bytes, as {@code byte[]}: older converters take no ByteBuffer. */
  static ValueFormat bytes() {
    return body ->
        new SchemaAndValue(Schema.BYTES_SCHEMA, encodable(body).getBytes(StandardCharsets.UTF_8));
  }

  private static String encodable(String body) {
    if (Surrogates.areUnpairedIn(body)) {
      throw new PoisonException("body: expected text, found an unpaired surrogate");
    }
    return body;
  }
}
