package io.sealstream.benchmarks.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** On the SDK's blocking client, with a thread for each request that is open. */
final class BlockingSqsCalls implements SqsCalls {

  private final SqsClient client;
  private final SdkHttpClient http;
  private final String queueUrl;
  private final ReceiveMessageRequest receive;
  private final ExecutorService threads;

  BlockingSqsCalls(SqsClient client, SdkHttpClient http, String queueUrl, int threads) {
    this.client = client;
    this.http = http;
    this.queueUrl = queueUrl;
    this.receive = SqsCalls.receive(queueUrl);
    this.threads = Executors.newFixedThreadPool(threads);
  }

  @Override
  public CompletableFuture<Void> receiveAndDelete() {
    return CompletableFuture.runAsync(this::receiveThenDelete, threads);
  }

  private void receiveThenDelete() {
    List<Message> messages = client.receiveMessage(receive).messages();
    if (!messages.isEmpty()) {
      client.deleteMessageBatch(SqsCalls.delete(queueUrl, messages));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
    http.close();
  }
}
