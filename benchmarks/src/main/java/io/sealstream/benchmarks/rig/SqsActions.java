package io.sealstream.benchmarks.rig;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The actions of SQS that the rig speaks, by name, and which of them a test has forbidden. */
final class SqsActions {

  private final Queues queues;
  private final Map<String, Handler> handlers;
  private final Map<String, String> refusals = new ConcurrentHashMap<>();

  /** Carries out a request: answers, or throws what to answer. */
  private interface Handler {
    void handle(SqsRequest request, Call call);
  }

  SqsActions(Queues queues) {
    this.queues = queues;
    QueueActions about = new QueueActions(queues);
    SendActions send = new SendActions(queues);
    ReceiveAction receive = new ReceiveAction(queues);
    HandleActions handles = new HandleActions(queues);
    this.handlers =
        Map.ofEntries(
            Map.entry("CreateQueue", about::createQueue),
            Map.entry("DeleteQueue", about::deleteQueue),
            Map.entry("PurgeQueue", about::purgeQueue),
            Map.entry("GetQueueUrl", about::getQueueUrl),
            Map.entry("ListQueues", about::listQueues),
            Map.entry("GetQueueAttributes", about::getQueueAttributes),
            Map.entry("SetQueueAttributes", about::setQueueAttributes),
            Map.entry("SendMessage", send::sendMessage),
            Map.entry("SendMessageBatch", send::sendMessageBatch),
            Map.entry("ReceiveMessage", receive::receiveMessage),
            Map.entry("DeleteMessage", handles::deleteMessage),
            Map.entry("DeleteMessageBatch", handles::deleteMessageBatch),
            Map.entry("ChangeMessageVisibility", handles::changeMessageVisibility),
            Map.entry("ChangeMessageVisibilityBatch", handles::changeMessageVisibilityBatch));
  }

  Set<String> names() {
    return handlers.keySet();
  }

  /** From now on the action is answered with this error code. */
  void refuse(String action, String code) {
    requireKnown(action);
    refusals.put(action, code);
  }

  void allow(String action) {
    requireKnown(action);
    refusals.remove(action);
  }

  private void requireKnown(String action) {
    if (!handlers.containsKey(action)) {
      throw new IllegalArgumentException("The rig has no action " + action);
    }
  }

  /**
   * Carries out one request.
   *
   * @throws SqsException what to answer instead
   */
  void handle(String action, SqsRequest request, Call call) {
    Handler handler = handlers.get(action);
    if (handler == null) {
      throw SqsErrors.unknownAction(action);
    }
    @Nullable String code = refusals.get(action);
    if (code != null) {
      throw SqsErrors.refused(action, code);
    }
    call.counters().carried(request.entryCount());
    queues.countRequest(request);
    handler.handle(request, call);
  }
}
