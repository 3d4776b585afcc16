package io.sealstream.connect.sqs;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers of a record: the SQS message id, always; of a message of a FIFO queue its group,
 * sequence number and deduplication id; and the message and system attributes that the
 * configuration selects. A String attribute becomes a string, a Number an INT64 where it is an
 * integer of that range and a Decimal otherwise, a Binary one bytes; a system attribute that is a
 * count or a time becomes an INT64, any other a string. Thread-safe.
 */
final class RecordHeaders {

  /** The header that every record carries: an upserting sink may take its primary key from it. */
  static final String MESSAGE_ID = "sqs.message.id";

  /**
   * The headers of every message of a FIFO queue, and the system attributes that they are made of.
   * All are strings: a sequence number has 128 bits.
   */
  private static final Map<String, String> FIFO_HEADERS =
      Map.of(
          "sqs.message.group.id", SqsMessage.GROUP_ID,
          "sqs.message.deduplication.id", SqsMessage.DEDUPLICATION_ID,
          "sqs.sequence.number", SqsMessage.SEQUENCE_NUMBER);

  private static final Set<String> INTEGER_SYSTEM_ATTRIBUTES =
      Set.of(
          SqsMessage.SENT_TIMESTAMP, "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp");

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

  /**
   * The headers of the record of {@code message}; {@link PoisonException} where a number is none.
   *
   * @param queue where the message came from
   */
  Headers of(SqsQueue queue, SqsMessage message) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(MESSAGE_ID, message.id());
    if (queue.isFifo()) {
      addFifo(headers, message);
    }
    message.systemAttributes().forEach((name, text) -> addSystem(headers, name, text));
    message.attributes().forEach((name, attribute) -> addSelected(headers, name, attribute));
    return headers;
  }

  private static void addFifo(Headers headers, SqsMessage message) {
    FIFO_HEADERS.forEach(
        (header, name) -> {
          String text = message.systemAttributes().get(name);
          if (text != null) {
            headers.addString(header, text);
          }
        });
  }

  private void addSystem(Headers headers, String name, String text) {
    if (!systemAttributes.includes(name)) {
      return;
    }
    if (INTEGER_SYSTEM_ATTRIBUTES.contains(name)) {
      addNumber(headers, name, text);
    } else {
      headers.addString(prefix + name, text);
    }
  }

  private void addSelected(Headers headers, String name, MessageAttribute attribute) {
    String key = prefix + name;
    // Nobody but SQS may say what the message id is, or the place in a FIFO queue, or what a header
    // holds that is selected as a system attribute, whether the message has that or not.
    if (!messageAttributes.includes(name)
        || key.equals(MESSAGE_ID)
        || FIFO_HEADERS.containsKey(key)
        || isSystemHeader(name)) {
      return;
    }
    ByteBuffer bytes = attribute.bytes();
    String text = attribute.text();
    if (bytes != null) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      headers.addBytes(key, copy);
    } else if (text != null && attribute.isNumber()) {
      addNumber(headers, name, text);
    } else if (text != null) {
      headers.addString(key, text);
    }
  }

  private boolean isSystemHeader(String name) {
    return SqsMessage.SYSTEM_ATTRIBUTES.contains(name) && systemAttributes.includes(name);
  }

  private void addNumber(Headers headers, String name, String text) {
    String key = prefix + name;
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > MAX_SCALE || number.precision() > MAX_SCALE) {
        throw poison(name, "expected a number of SQS's range");
      }
      if (number.scale() <= 0 && fitsLong(number)) {
        headers.addLong(key, number.longValueExact());
      } else {
        headers.addDecimal(key, number);
      }
    } catch (NumberFormatException e) {
      // SQS itself checks numbers; an emulator may not.
      throw poison(name, "expected a number, found other text");
    }
  }

  /** The name may be text of a body: that of an attribute in an envelope. */
  private PoisonException poison(String name, String why) {
    return new PoisonException("attribute " + prefix + MessageAttribute.shown(name) + ": " + why);
  }

  private static boolean fitsLong(BigDecimal number) {
    return number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0;
  }
}
