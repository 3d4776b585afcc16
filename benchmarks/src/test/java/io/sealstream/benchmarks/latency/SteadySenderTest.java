package io.sealstream.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.SqsException;

@Timeout(60)
class SteadySenderTest {

  private final PendingMessages pending = new PendingMessages();
  private SqsRig rig;
  private RigQueue queue;
  private SteadySender sender;

  @BeforeEach
  void start() {
    rig = SqsRig.start(RigSettings.defaults());
    queue = rig.createQueue("logins");
    sender = new SteadySender(URI.create(rig.endpoint() + "/"), queue.url(), pending);
  }

  @AfterEach
  void end() {
    sender.close();
    rig.close();
  }

  @Test
  void theScheduleDoesNotWaitForAnybody() {
    assertThat(SteadySender.dueNanos(7, 0, 500)).isEqualTo(7);
    assertThat(SteadySender.dueNanos(7, 500, 500)).isEqualTo(1_000_000_007L);
    assertThat(SteadySender.dueNanos(0, 1_000_000, 500)).isEqualTo(2_000_000_000_000L);
  }

  @Test
  void everyMessageIsPendingUnderItsIdAndNoneIsSentEarly() {
    List<String> bodies = IntStream.range(0, 20).mapToObj(i -> "body " + i).toList();
    long begin = System.nanoTime();

    sender.send(bodies.iterator(), 100, 5);

    assertThat(System.nanoTime() - begin)
        .as("the last of 20 is due after 19 periods")
        .isGreaterThanOrEqualTo(Duration.ofMillis(190).toNanos());
    await().until(sender::isAnswered);
    assertThat(queue.bodies()).containsExactlyInAnyOrderElementsOf(bodies);
    assertThat(pending.ids()).hasSize(20).doesNotContain("");
    pending.seen(List.copyOf(pending.ids()), System.nanoTime());
    assertThat(pending.micros().getTotalCount()).isEqualTo(15);
  }

  @Test
  void aMessageThatIsRefusedIsAnError() {
    rig.refuse("SendMessage", "AccessDenied");

    sender.send(List.of("body").iterator(), 100, 0);

    assertThatThrownBy(() -> await().until(sender::isAnswered))
        .hasStackTraceContaining("A message was not sent: ")
        .hasRootCauseInstanceOf(SqsException.class);
    assertThatThrownBy(sender::requireNoFailure).hasMessageStartingWith("A message was not sent: ");
  }
}
