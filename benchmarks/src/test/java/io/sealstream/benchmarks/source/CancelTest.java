package io.sealstream.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * What becomes of a long poll that a source gives up, as it does when its task stops: an HTTP
 * client that left it open would let SQS hand messages to nobody, for a visibility timeout.
 */
@Timeout(60)
class CancelTest {

  @Test
  void nettyGivesThePollUpAndTheMessageStaysInTheQueue() {
    assertThat(takenByACancelledPoll(NettyNioAsyncHttpClient.create())).isZero();
  }

  @Test
  void soDoesCrt() {
    assertThat(takenByACancelledPoll(AwsCrtAsyncHttpClient.create())).isZero();
  }

  private static int takenByACancelledPoll(SdkAsyncHttpClient http) {
    try (SqsRig rig = SqsRig.start(RigSettings.defaults());
        http;
        SqsAsyncClient client = client(rig, http)) {
      RigQueue queue = rig.createQueue("logins");
      CompletableFuture<?> poll =
          client.receiveMessage(r -> r.queueUrl(queue.url()).waitTimeSeconds(20));
      await().until(() -> rig.stats().action("ReceiveMessage").requests() == 1);

      poll.cancel(true);
      await()
          .until(
              () -> {
                rig.resetCounters();
                return rig.stats().highestOpen() == 0;
              });
      queue.fill(1, i -> "message");

      return queue.counts().inFlight();
    }
  }

  private static SqsAsyncClient client(SqsRig rig, SdkAsyncHttpClient http) {
    return SqsAsyncClient.builder()
        .httpClient(http)
        .endpointOverride(rig.endpoint())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }
}
