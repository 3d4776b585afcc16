package io.sealstream.benchmarks.rig;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What most messages do not have, and a stored message therefore does not pay for. */
record MessageDetails(
    Map<String, RigAttribute> attributes,
    @Nullable String groupId,
    @Nullable String deduplicationId,
    @Nullable String traceHeader,
    @Nullable String deadLetterSource) {

  private static final MessageDetails NONE = new MessageDetails(Map.of(), null, null, null, null);

  static @Nullable MessageDetails of(RigMessage message, @Nullable String deduplicationId) {
    MessageDetails details =
        new MessageDetails(
            message.attributes(), message.groupId(), deduplicationId, message.traceHeader(), null);
    return details.equals(NONE) ? null : details;
  }

  static MessageDetails orNone(@Nullable MessageDetails details) {
    return details == null ? NONE : details;
  }

  MessageDetails from(String sourceArn) {
    return new MessageDetails(attributes, groupId, deduplicationId, traceHeader, sourceArn);
  }
}
