package io.sealstream.benchmarks.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** The least that moves messages out of a queue. Thread-safe. */
interface SqsCalls extends AutoCloseable {

  /** As many as SQS gives and takes at once. */
  int BATCH = 10;

  /** Receives up to ten messages and deletes them in one batch, nothing between. */
  CompletableFuture<Void> receiveAndDelete();

  @Override
  void close();

  /** A receive of ten, with the SDK's defaults otherwise. */
  static ReceiveMessageRequest receive(String queueUrl) {
    return ReceiveMessageRequest.builder()
        .queueUrl(queueUrl)
        .maxNumberOfMessages(BATCH)
        .waitTimeSeconds(20)
        .build();
  }

  /** The batch that deletes what was received. */
  static DeleteMessageBatchRequest delete(String queueUrl, List<Message> messages) {
    return DeleteMessageBatchRequest.builder()
        .queueUrl(queueUrl)
        .entries(
            IntStream.range(0, messages.size())
                .mapToObj(
                    i ->
                        DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .receiptHandle(messages.get(i).receiptHandle())
                            .build())
                .toList())
        .build();
  }
}
