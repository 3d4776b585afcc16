package io.sealstream.benchmarks.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a request, of whichever action; {@link RequestReader} fills it. */
final class SqsRequest {
  @Nullable String queueUrl;
  @Nullable String queueName;
  @Nullable String queueNamePrefix;
  @Nullable Integer maxNumberOfMessages;
  @Nullable Integer waitTimeSeconds;
  final List<String> attributeNames = new ArrayList<>(0);
  final List<String> messageAttributeNames = new ArrayList<>(0);
  final Map<String, String> queueAttributes = new LinkedHashMap<>(0);
  final List<RequestEntry> entries = new ArrayList<>(0);

  /** The members of the one message that the request is about, if it is. */
  final RequestEntry single = new RequestEntry();

  /** The queue's name, from its URL: the last part of the path. */
  String requireQueue() {
    return nameIn(RequestEntry.require("QueueUrl", queueUrl));
  }

  /** The same, or null where the request has no URL of a queue. */
  @Nullable String queue() {
    return queueUrl == null ? null : nameIn(queueUrl);
  }

  private static String nameIn(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  String requireQueueName() {
    return RequestEntry.require("QueueName", queueName);
  }

  /**
   * How many entries or single messages it carries; 0 for a receive and for what is about queues.
   */
  int entryCount() {
    return single.body != null || single.receiptHandle != null ? 1 : entries.size();
  }
}
