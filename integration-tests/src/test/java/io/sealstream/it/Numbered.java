package io.sealstream.it;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Messages of about 300 bytes that are numbered from 0 on, and which of them are in a topic: a bit
 * for each, so that a million take 125 kB.
 */
final class Numbered {

  private static final int BODY_BYTES = 300;

  /** Text that no compression makes much smaller. */
  private static final String NOISE =
      new Random(1)
          .ints(4096, 33, 127)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private final BitSet seen = new BitSet();
  private long records;

  static String body(int number) {
    String start = number + " ";
    int from = number % (NOISE.length() - BODY_BYTES);
    return start + NOISE.substring(from, from + BODY_BYTES - start.length());
  }

  static Numbered in(KafkaTopics topics, String topic) {
    Numbered numbered = new Numbered();
    topics.forEach(topic, numbered::add);
    return numbered;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    String body = new String(record.value(), StandardCharsets.UTF_8);
    int number = Integer.parseInt(body.substring(0, body.indexOf(' ')));
    if (!body.equals(body(number))) {
      throw new AssertionError("Record " + number + " is not the message");
    }
    seen.set(number);
    records++;
  }

  /** How many different messages there are of 0 to {@code count} - 1. */
  int different(int count) {
    return seen.get(0, count).cardinality();
  }

  /** Records of a message that has another record. */
  long duplicates() {
    return records - seen.cardinality();
  }
}
