package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of a queue, with SQS's defaults and limits. Immutable. */
final class QueueAttributes {

  static final String FIFO_QUEUE = "FifoQueue";
  static final String CONTENT_BASED_DEDUPLICATION = "ContentBasedDeduplication";
  static final String REDRIVE_POLICY = "RedrivePolicy";
  static final Set<String> FIFO_ONLY = Set.of(FIFO_QUEUE, CONTENT_BASED_DEDUPLICATION);

  /** One mebibyte, the maximum and the default since August 2025. */
  static final int MAX_MESSAGE_BYTES = 1_048_576;

  private static final Map<String, Range> NUMBERS =
      Map.of(
          "VisibilityTimeout", new Range(0, 43_200, 30),
          "DelaySeconds", new Range(0, 900, 0),
          "ReceiveMessageWaitTimeSeconds", new Range(0, 20, 0),
          "MaximumMessageSize", new Range(1024, MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES),
          "MessageRetentionPeriod", new Range(60, 1_209_600, 345_600));

  private final boolean fifo;
  private final Map<String, String> values;
  private final @Nullable Redrive redrive;
  private final int visibilitySeconds;
  private final int waitSeconds;

  /** Where a message goes that was received too often. */
  record Redrive(String targetName, int maxReceiveCount) {}

  private record Range(int min, int max, int standard) {}

  private QueueAttributes(boolean fifo, Map<String, String> values) {
    this.fifo = fifo;
    this.values = values;
    this.redrive = redrive(values.get(REDRIVE_POLICY));
    this.visibilitySeconds = number("VisibilityTimeout");
    this.waitSeconds = number("ReceiveMessageWaitTimeSeconds");
  }

  /**
   * The attributes of a new queue.
   *
   * @throws SqsException for a name or value that SQS refuses
   */
  static QueueAttributes of(boolean fifo, Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    NUMBERS.forEach((name, range) -> values.put(name, Integer.toString(range.standard)));
    if (fifo) {
      values.put(FIFO_QUEUE, "true");
      values.put(CONTENT_BASED_DEDUPLICATION, "false");
    }
    return new QueueAttributes(fifo, values).with(given);
  }

  /**
   * These attributes with some of them changed.
   *
   * @throws SqsException for a name or value that SQS refuses
   */
  QueueAttributes with(Map<String, String> changes) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changes.forEach(
        (name, value) -> {
          check(name, value);
          if (name.equals(REDRIVE_POLICY) && value.isEmpty()) {
            changed.remove(name);
          } else {
            changed.put(name, value);
          }
        });
    return new QueueAttributes(fifo, changed);
  }

  private void check(String name, String value) {
    Range range = NUMBERS.get(name);
    if (range != null) {
      checkNumber(name, value, range);
    } else if (FIFO_ONLY.contains(name)) {
      checkFifo(name, value);
    } else if (!name.equals(REDRIVE_POLICY)) {
      throw SqsErrors.unknownAttribute(name);
    }
  }

  private void checkFifo(String name, String value) {
    if (!fifo) {
      throw SqsErrors.unknownAttribute(name);
    }
    if (name.equals(FIFO_QUEUE) && !value.equals("true")) {
      throw SqsErrors.invalidAttributeValue(name, "Modifying queue type is not supported.");
    }
  }

  private static void checkNumber(String name, String value, Range range) {
    try {
      int number = Integer.parseInt(value);
      if (number >= range.min && number <= range.max) {
        return;
      }
    } catch (NumberFormatException e) {
      // Said below, as any other wrong value.
    }
    throw SqsErrors.invalidAttributeValue(
        name, "Must be between %d and %d.".formatted(range.min, range.max));
  }

  private static @Nullable Redrive redrive(@Nullable String policy) {
    if (policy == null) {
      return null;
    }
    try {
      JsonNode tree = new ObjectMapper().readTree(policy);
      String arn = tree.path("deadLetterTargetArn").asText();
      int max = tree.path("maxReceiveCount").asInt();
      if (!arn.isEmpty() && max >= 1 && max <= 1000) {
        return new Redrive(arn.substring(arn.lastIndexOf(':') + 1), max);
      }
    } catch (JsonProcessingException e) {
      // Said below, as any other wrong value.
    }
    throw SqsErrors.invalidAttributeValue(
        REDRIVE_POLICY, "It needs deadLetterTargetArn and a maxReceiveCount from 1 to 1000.");
  }

  boolean fifo() {
    return fifo;
  }

  /** The name of a setting of these whose value differs; null when {@code given} are as set. */
  @Nullable String differsFrom(Map<String, String> given) {
    return given.entrySet().stream()
        .filter(e -> !e.getValue().equals(values.get(e.getKey())))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  @Nullable Redrive redrive() {
    return redrive;
  }

  int visibilitySeconds() {
    return visibilitySeconds;
  }

  int delaySeconds() {
    return number("DelaySeconds");
  }

  int waitSeconds() {
    return waitSeconds;
  }

  int maxMessageBytes() {
    return number("MaximumMessageSize");
  }

  boolean contentBasedDeduplication() {
    return Boolean.parseBoolean(values.get(CONTENT_BASED_DEDUPLICATION));
  }

  private int number(String name) {
    return Integer.parseInt(values.getOrDefault(name, "0"));
  }
}
