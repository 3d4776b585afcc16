package io.sealstream.connect.sqs;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers of a record: the SQS message id, always, and the message and system attributes that
 * the configuration selects. A String attribute becomes a string, a Number an INT64 where it is an
 * integer of that range and a Decimal otherwise, a Binary one bytes. Thread-safe.
 */
final class RecordHeaders {

  /** The header that every record carries: an upserting sink may take its primary key from it. */
  static final String MESSAGE_ID = "sqs.message.id";

  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  /**
   * SQS's own numbers go from 10^-128 to 10^126 with 38 digits; an emulator may let others through,
   * and 1e999999999 is short to write and endless to print.
   */
  private static final int MAX_SCALE = 200;

  private final NameSelection messageAttributes;
  private final NameSelection systemAttributes;
  private final String prefix;

  RecordHeaders(NameSelection messageAttributes, NameSelection systemAttributes, String prefix) {
    this.messageAttributes = messageAttributes;
    this.systemAttributes = systemAttributes;
    this.prefix = prefix;
  }

  Headers of(SqsMessage message) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(MESSAGE_ID, message.id());
    for (Map.Entry<String, String> system : message.systemAttributes().entrySet()) {
      if (systemAttributes.includes(system.getKey())) {
        headers.addString(prefix + system.getKey(), system.getValue());
      }
    }
    message.attributes().forEach((name, attribute) -> addSelected(headers, name, attribute));
    return headers;
  }

  private void addSelected(Headers headers, String name, MessageAttribute attribute) {
    String key = prefix + name;
    // Nobody but SQS may say what the message id is.
    if (!messageAttributes.includes(name) || key.equals(MESSAGE_ID)) {
      return;
    }
    ByteBuffer bytes = attribute.bytes();
    String text = attribute.text();
    if (bytes != null) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      headers.addBytes(key, copy);
    } else if (text != null && attribute.dataType().startsWith("Number")) {
      addNumber(headers, key, text);
    } else if (text != null) {
      headers.addString(key, text);
    }
  }

  private static void addNumber(Headers headers, String key, String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > MAX_SCALE || number.precision() > MAX_SCALE) {
        throw new PoisonException("attribute " + key + ": expected a number of SQS's range");
      }
      if (number.scale() <= 0 && fitsLong(number)) {
        headers.addLong(key, number.longValueExact());
      } else {
        headers.addDecimal(key, number);
      }
    } catch (NumberFormatException e) {
      // SQS itself checks numbers; an emulator may not.
      throw new PoisonException("attribute " + key + ": expected a number, found other text");
    }
  }

  private static boolean fitsLong(BigDecimal number) {
    return number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0;
  }
}
