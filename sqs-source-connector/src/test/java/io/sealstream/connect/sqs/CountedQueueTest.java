package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class CountedQueueTest {

  private final ManualEngine clock = new ManualEngine();
  private final FakeSqsQueue fake = new FakeSqsQueue("logins.fifo", clock::nanos);
  private final ManualTime time = new ManualTime();
  private final SourceMetrics metrics = new SourceMetrics("test", 0, time);
  private final SqsQueue queue = new CountedQueue(fake, metrics, clock::nanos);

  @Test
  void isTheQueueItCountsFor() {
    assertThat(queue.url()).isEqualTo(fake.url());
    assertThat(queue.name()).isEqualTo("logins.fifo");
    assertThat(queue.isFifo()).isTrue();
  }

  @Test
  void countsWhatReceivesBring() {
    fake.add(13);

    assertThat(queue.receive(10, FakeSqsQueue.VISIBILITY).join()).hasSize(10);
    assertThat(queue.receive(10, FakeSqsQueue.VISIBILITY).join()).hasSize(3);

    assertTotals(Map.of("requests", 2, "requests-receive", 2, "messages-received", 13));
    assertTotals(Map.of("messages-redelivered", 0, "receives-empty", 0, "requests-failed", 0));
  }

  @Test
  void countsWhatSqsHasDeliveredBefore() {
    fake.add(3);
    queue.receive(2, FakeSqsQueue.VISIBILITY).join();
    clock.advance(FakeSqsQueue.VISIBILITY);

    queue.receive(10, FakeSqsQueue.VISIBILITY).join();

    assertTotals(Map.of("messages-received", 5, "messages-redelivered", 2));
  }

  @Test
  void theAgeIsThatOfTheOldestMessageOfAReceiveWhereSqsTellsIt() {
    long now = time.milliseconds();
    fake.add("no number", Map.of(), Map.of("SentTimestamp", "yesterday"));
    queue.receive(10, FakeSqsQueue.VISIBILITY).join();
    assertThat(metrics.value("message-age-max")).isNaN();
    for (int seconds : new int[] {2, 9, 4}) {
      fake.add("body", Map.of(), Map.of("SentTimestamp", "" + (now - seconds * 1000L)));
    }

    queue.receive(10, FakeSqsQueue.VISIBILITY).join();

    assertThat(metrics.value("message-age-max")).isEqualTo(9000);
    assertThat(metrics.value("message-age-avg")).isEqualTo(9000);
  }

  @Test
  void aLongPollIsInFlightUntilItEndsAndMayBringNothing() {
    queue.receive(10, FakeSqsQueue.VISIBILITY);
    assertThat(metrics.value("receives-in-flight")).isEqualTo(1);

    clock.advance(Duration.ofSeconds(20));
    fake.endPolls();

    assertThat(metrics.value("receives-in-flight")).isZero();
    assertThat(metrics.value("receive-latency-max")).isNaN();
    assertTotals(Map.of("receives-empty", 1, "messages-received", 0));
  }

  @Test
  void theLatencyIsTheTimeOfAFullReceive() {
    queue.receive(2, FakeSqsQueue.VISIBILITY);
    clock.advance(Duration.ofMillis(25));
    fake.addTogether(2);

    assertThat(metrics.value("receive-latency-max")).isEqualTo(25);
  }

  @Test
  void cancellingReachesTheRequestAndIsNoFailure() {
    CompletableFuture<List<SqsMessage>> poll = queue.receive(10, FakeSqsQueue.VISIBILITY);

    poll.cancel(true);

    assertThat(fake.openPolls()).isZero();
    assertThat(metrics.value("receives-in-flight")).isZero();
    assertTotals(Map.of("requests-receive", 1, "requests-failed", 0));
  }

  @Test
  void countsDeletesThatSqsConfirmedAndThoseItRefused() {
    fake.add(10);
    fake.refuseDeletes(handle -> handle.startsWith("logins.fifo-3#"), true);

    queue.delete(handles(queue.receive(10, FakeSqsQueue.VISIBILITY).join())).join();

    assertTotals(Map.of("requests-delete", 1, "messages-deleted", 9, "delete-failures", 1));
    assertTotals(Map.of("requests-failed", 0));
    assertThat(metrics.value("requests-per-message")).isEqualTo(2 / 9.0);
  }

  @Test
  void aDeleteRequestThatFailsDeletesNothing() {
    fake.failing("delete", new RetriableException("HTTP 503"));

    CompletableFuture<?> delete = queue.delete(List.of("a", "b", "c"));

    assertThatThrownBy(delete::join).hasRootCauseMessage("HTTP 503");
    assertTotals(Map.of("requests-delete", 1, "requests-failed", 1));
    assertTotals(Map.of("messages-deleted", 0, "delete-failures", 3));
  }

  @Test
  void aChangeOfVisibilityReleasesOrExtends() {
    queue.changeVisibility(List.of("a", "b"), Duration.ZERO).join();
    queue.changeVisibility(List.of("a", "b", "c"), Duration.ofSeconds(30)).join();
    fake.failing("extend", new RetriableException("HTTP 503"));
    queue.changeVisibility(List.of("a"), Duration.ofSeconds(30));

    assertTotals(Map.of("requests-change-visibility", 3, "requests-failed", 1));
    assertTotals(Map.of("messages-released", 2, "messages-extended", 3));
  }

  @Test
  void countsWhatIsSentAndAsked() {
    queue.send("body", Map.of(), new SqsQueue.FifoPlace("group", "id")).join();
    queue.attributes().join();
    fake.failing("send", new RetriableException("HTTP 503"));
    queue.send("body", Map.of(), new SqsQueue.FifoPlace("group", "id"));

    assertTotals(Map.of("requests-send", 2, "requests-get-attributes", 1, "requests", 3));
    assertTotals(Map.of("requests-failed", 1));
    assertThat(fake.size()).isEqualTo(1);
  }

  /** The task cannot receive before it knows the visibility timeout; the depth is a metric only. */
  @Test
  void attributesThatFailAreAFailedRequestButNotTheDepth() {
    fake.failing("attributes", new RetriableException("HTTP 503"));

    assertThat(queue.depth()).isCompletedExceptionally();
    assertTotals(Map.of("requests-get-attributes", 1, "requests-failed", 0));
    assertThat(queue.attributes()).isCompletedExceptionally();
    assertTotals(Map.of("requests-get-attributes", 2, "requests-failed", 1));
  }

  private static List<String> handles(List<SqsMessage> messages) {
    return messages.stream().map(SqsMessage::receiptHandle).toList();
  }

  private void assertTotals(Map<String, Integer> expected) {
    expected.forEach(
        (name, total) ->
            assertThat(metrics.value(name + "-total")).as(name).isEqualTo(total.doubleValue()));
  }
}
