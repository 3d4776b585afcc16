package io.sealstream.benchmarks.rig;

/** The actions by receipt handle: delete and visibility, single and in batches. */
final class HandleActions {

  private static final int MAX_VISIBILITY_SECONDS = 43_200;

  private final Queues queues;

  HandleActions(Queues queues) {
    this.queues = queues;
  }

  void deleteMessage(SqsRequest request, Call call) {
    queues.require(request.requireQueue()).delete(request.single.requireReceiptHandle());
    call.answer(AnswerBody.EMPTY);
  }

  void deleteMessageBatch(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueue());
    Batch.run(
        request.entries,
        call,
        entry -> {
          delete(queue, entry.requireReceiptHandle());
          return Batch.Members.NONE;
        });
  }

  /** In a batch an expired handle has another name. */
  private static void delete(HostedQueue queue, String handle) {
    try {
      queue.delete(handle);
    } catch (SqsException e) {
      throw e.code().equals("InvalidParameterValue") ? SqsErrors.expiredReceiptHandleOfEntry() : e;
    }
  }

  void changeMessageVisibility(SqsRequest request, Call call) {
    changeVisibility(queues.require(request.requireQueue()), request.single);
    call.answer(AnswerBody.EMPTY);
  }

  void changeMessageVisibilityBatch(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueue());
    Batch.run(
        request.entries,
        call,
        entry -> {
          changeVisibility(queue, entry);
          return Batch.Members.NONE;
        });
  }

  private static void changeVisibility(HostedQueue queue, RequestEntry entry) {
    int seconds = entry.requireVisibilityTimeout();
    if (seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) {
      throw SqsErrors.invalidParameter(
          "VisibilityTimeout", seconds, "Must be between 0 and 43200.");
    }
    queue.changeVisibility(entry.requireReceiptHandle(), seconds);
  }
}
