package io.sealstream.benchmarks.rig;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to send, and a message as a queue holds it.
 *
 * @param body the text; SQS's own limits do not hold for what a test sends directly
 * @param attributes message attributes by name
 * @param groupId the message group; needed on a FIFO queue, allowed on a standard one (fair queues)
 * @param deduplicationId FIFO only; what is sent directly gets one of its own where it has none
 * @param traceHeader the system attribute AWSTraceHeader
 * @param delaySeconds null leaves it to the queue
 * @param sentAt the SentTimestamp; null is now
 */
public record RigMessage(
    String body,
    Map<String, RigAttribute> attributes,
    @Nullable String groupId,
    @Nullable String deduplicationId,
    @Nullable String traceHeader,
    @Nullable Integer delaySeconds,
    @Nullable Instant sentAt) {

  /** A body and nothing else. */
  public static RigMessage of(String body) {
    return new RigMessage(body, Map.of(), null, null, null, null, null);
  }

  /** The same with one more attribute. */
  public RigMessage with(String name, RigAttribute value) {
    Map<String, RigAttribute> more = new LinkedHashMap<>(attributes);
    more.put(name, value);
    return new RigMessage(body, more, groupId, deduplicationId, traceHeader, delaySeconds, sentAt);
  }

  /** The same in a message group. */
  public RigMessage inGroup(String group) {
    return new RigMessage(
        body, attributes, group, deduplicationId, traceHeader, delaySeconds, sentAt);
  }

  /** The same with a deduplication ID. */
  public RigMessage deduplicatedBy(String id) {
    return new RigMessage(body, attributes, groupId, id, traceHeader, delaySeconds, sentAt);
  }

  /** The same with a trace header. */
  public RigMessage tracedBy(String header) {
    return new RigMessage(body, attributes, groupId, deduplicationId, header, delaySeconds, sentAt);
  }

  /** The same, not to be received before {@code seconds} have passed. */
  public RigMessage delayed(int seconds) {
    return new RigMessage(body, attributes, groupId, deduplicationId, traceHeader, seconds, sentAt);
  }

  /** The same with a SentTimestamp of its own. */
  public RigMessage sentAt(Instant instant) {
    return new RigMessage(
        body, attributes, groupId, deduplicationId, traceHeader, delaySeconds, instant);
  }

  /** The body stays out of logs. */
  @Override
  public String toString() {
    return "RigMessage[" + body.length() + " characters]";
  }
}
