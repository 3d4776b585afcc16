package io.sealstream.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HttpClientKindTest {

  @ParameterizedTest
  @EnumSource
  void eachClientEmptiesAQueueTenAtATime(HttpClientKind client) {
    try (SqsRig rig = SqsRig.start(RigSettings.defaults())) {
      RigQueue queue = rig.createQueue("logins");
      queue.fill(200, i -> "message " + i);
      try (RawLoop loop = new RawLoop(client.open(rig.endpoint(), queue.url(), 4))) {
        loop.lanes(4);
        await().atMost(Duration.ofSeconds(30)).until(() -> queue.counts().deleted() == 200);

        assertThat(loop.failure()).isNull();
        assertThat(rig.stats().action("DeleteMessageBatch").requests()).isEqualTo(20);
        assertThat(queue.counts().redelivered()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasTheNameOfTheCommandLine(HttpClientKind client) {
    assertThat(client.toString()).isIn("netty", "crt", "apache5", "url-connection");
  }
}
