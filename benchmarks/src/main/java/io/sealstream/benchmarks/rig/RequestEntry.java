package io.sealstream.benchmarks.rig;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of a batch; a request that is no batch has the same members at its top. */
final class RequestEntry {
  @Nullable String id;
  @Nullable String receiptHandle;
  @Nullable Integer visibilityTimeout;
  @Nullable String body;
  @Nullable Integer delaySeconds;
  @Nullable String groupId;
  @Nullable String deduplicationId;
  @Nullable String traceHeader;
  final Map<String, RigAttribute> attributes = new LinkedHashMap<>(0);

  String requireReceiptHandle() {
    return require("ReceiptHandle", receiptHandle);
  }

  int requireVisibilityTimeout() {
    if (visibilityTimeout == null) {
      throw SqsErrors.missingParameter("VisibilityTimeout");
    }
    return visibilityTimeout;
  }

  static String require(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw SqsErrors.missingParameter(name);
    }
    return value;
  }
}
