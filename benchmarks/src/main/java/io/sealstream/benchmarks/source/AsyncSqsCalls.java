package io.sealstream.benchmarks.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** On the SDK's asynchronous client. */
final class AsyncSqsCalls implements SqsCalls {

  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final SqsAsyncClient client;
  private final SdkAsyncHttpClient http;
  private final String queueUrl;
  private final ReceiveMessageRequest receive;

  AsyncSqsCalls(SqsAsyncClient client, SdkAsyncHttpClient http, String queueUrl) {
    this.client = client;
    this.http = http;
    this.queueUrl = queueUrl;
    this.receive = SqsCalls.receive(queueUrl);
  }

  @Override
  public CompletableFuture<Void> receiveAndDelete() {
    return client.receiveMessage(receive).thenCompose(answer -> delete(answer.messages()));
  }

  private CompletionStage<Void> delete(List<Message> messages) {
    return messages.isEmpty()
        ? NOTHING
        : client.deleteMessageBatch(SqsCalls.delete(queueUrl, messages)).thenAccept(answer -> {});
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
