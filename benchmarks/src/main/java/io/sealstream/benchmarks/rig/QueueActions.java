package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The actions about queues rather than messages. */
final class QueueActions {

  private final Queues queues;

  QueueActions(Queues queues) {
    this.queues = queues;
  }

  void createQueue(SqsRequest request, Call call) {
    HostedQueue queue = queues.create(request.requireQueueName(), request.queueAttributes);
    call.answer(json -> url(json, queue.name()));
  }

  void deleteQueue(SqsRequest request, Call call) {
    queues.delete(request.requireQueue());
    call.answer(AnswerBody.EMPTY);
  }

  void purgeQueue(SqsRequest request, Call call) {
    queues.require(request.requireQueue()).purge();
    call.answer(AnswerBody.EMPTY);
  }

  void getQueueUrl(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueueName());
    call.answer(json -> url(json, queue.name()));
  }

  void listQueues(SqsRequest request, Call call) {
    String prefix = request.queueNamePrefix == null ? "" : request.queueNamePrefix;
    List<String> names = queues.names().stream().filter(n -> n.startsWith(prefix)).toList();
    call.answer(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("QueueUrls");
          for (String name : names) {
            json.writeString(queues.url(name));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  void setQueueAttributes(SqsRequest request, Call call) {
    queues.change(queues.require(request.requireQueue()), request.queueAttributes);
    call.answer(AnswerBody.EMPTY);
  }

  void getQueueAttributes(SqsRequest request, Call call) {
    Map<String, String> all = attributes(queues.require(request.requireQueue()));
    Map<String, String> chosen = choose(all, request.attributeNames);
    call.answer(
        json -> {
          json.writeStartObject();
          if (!chosen.isEmpty()) {
            json.writeObjectFieldStart("Attributes");
            for (Map.Entry<String, String> attribute : chosen.entrySet()) {
              json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /** A name that the queue does not have is an error, a FIFO name on a standard queue too. */
  private static Map<String, String> choose(Map<String, String> all, List<String> names) {
    Map<String, String> chosen = new TreeMap<>();
    for (String name : names) {
      String value = all.get(name);
      if (name.equals("All")) {
        chosen.putAll(all);
      } else if (value != null) {
        chosen.put(name, value);
      } else if (!name.equals(QueueAttributes.REDRIVE_POLICY)) {
        throw SqsErrors.unknownAttribute(name);
      }
    }
    return chosen;
  }

  private static Map<String, String> attributes(HostedQueue queue) {
    QueueCounts counts = queue.counts();
    Map<String, String> all = new TreeMap<>(queue.attributes().values());
    all.put("QueueArn", queue.arn());
    all.put("ApproximateNumberOfMessages", Integer.toString(counts.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(counts.inFlight()));
    all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(counts.delayed()));
    return all;
  }

  private void url(JsonGenerator json, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("QueueUrl", queues.url(name));
    json.writeEndObject();
  }
}
