package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sealstream.connect.sqs.SourceMetrics.Action;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {

  private final ManualTime time = new ManualTime();
  private final SourceMetrics metrics = new SourceMetrics("metrics-test", 4, time);

  @AfterEach
  void close() {
    metrics.close();
  }

  /** Each count with a number of its own, so that no two can be mixed up. */
  @Test
  void everyCountHasItsOwnTotalAndNoOther() {
    Map<String, Double> expected = new HashMap<>();
    metrics.produced(2);
    expected.put("messages-produced", 2.0);
    times(3, metrics::acknowledged);
    expected.put("messages-acknowledged", 3.0);
    times(4, metrics::notTaken);
    expected.put("messages-not-taken", 4.0);
    metrics.deleted(5);
    expected.put("messages-deleted", 5.0);
    metrics.deleteFailed(6);
    expected.put("delete-failures", 6.0);
    metrics.redelivered(7);
    expected.put("messages-redelivered", 7.0);
    metrics.suppressed(8);
    expected.put("duplicates-suppressed", 8.0);
    metrics.released(9);
    expected.put("messages-released", 9.0);
    metrics.extended(10);
    expected.put("messages-extended", 10.0);
    metrics.receiveAnswered(1, 10, 11);
    expected.put("messages-received", 11.0);
    times(12, () -> metrics.receiveAnswered(1, 10, 0));
    expected.put("receives-empty", 12.0);
    times(13, metrics::requestFailed);
    expected.put("requests-failed", 13.0);
    times(14, () -> metrics.poison(PoisonPolicy.FAIL));
    expected.put("poison-fail", 14.0);
    times(15, () -> metrics.poison(PoisonPolicy.RELEASE));
    expected.put("poison-release", 15.0);
    times(16, () -> metrics.poison(PoisonPolicy.DEAD_LETTER));
    expected.put("poison-dead-letter", 16.0);
    times(17, () -> metrics.poison(PoisonPolicy.DROP));
    expected.put("poison-drop", 17.0);
    times(18, () -> metrics.skipped(SkippedRecordPolicy.RELEASE));
    expected.put("skipped-release", 18.0);
    times(19, () -> metrics.skipped(SkippedRecordPolicy.DELETE));
    expected.put("skipped-delete", 19.0);
    times(20, () -> metrics.skipped(SkippedRecordPolicy.DEAD_LETTER));
    expected.put("skipped-dead-letter", 20.0);
    times(21, () -> metrics.requested(Action.RECEIVE));
    expected.put("requests-receive", 21.0);
    times(22, () -> metrics.requested(Action.DELETE));
    expected.put("requests-delete", 22.0);
    times(23, () -> metrics.requested(Action.CHANGE_VISIBILITY));
    expected.put("requests-change-visibility", 23.0);
    times(24, () -> metrics.requested(Action.SEND));
    expected.put("requests-send", 24.0);
    times(25, () -> metrics.requested(Action.GET_ATTRIBUTES));
    expected.put("requests-get-attributes", 25.0);
    expected.put("requests", 21.0 + 22 + 23 + 24 + 25);
    metrics.repeatedEvents(26);
    expected.put("messages-repeated", 26.0);
    times(27, metrics::transactionCommitted);
    expected.put("transactions", 27.0);

    assertThat(totals()).isEqualTo(expected);
  }

  private static void times(int count, Runnable work) {
    for (int i = 0; i < count; i++) {
      work.run();
    }
  }

  private Map<String, Double> totals() {
    Map<String, Double> totals = new HashMap<>();
    for (String name : metrics.descriptions().keySet()) {
      if (name.endsWith("-total")) {
        totals.put(name.substring(0, name.length() - "-total".length()), metrics.value(name));
      }
    }
    return totals;
  }

  @Test
  void theLatencyIsThatOfFullReceivesOnly() {
    metrics.receiveAnswered(Duration.ofMillis(20).toNanos(), 10, 10);
    metrics.receiveAnswered(Duration.ofMillis(40).toNanos(), 3, 3);
    metrics.receiveAnswered(Duration.ofSeconds(19).toNanos(), 10, 9);
    metrics.receiveAnswered(Duration.ofSeconds(20).toNanos(), 10, 0);

    assertThat(metrics.value("receive-latency-avg")).isEqualTo(30);
    assertThat(metrics.value("receive-latency-max")).isEqualTo(40);
    assertThat(metrics.value("messages-received-total")).isEqualTo(22);
  }

  @Test
  void theAgeOfAMessageIsTheTimeSinceItWasSent() {
    assertThat(metrics.value("message-age-max")).isNaN();
    long now = time.milliseconds();

    metrics.oldestSent(now - 5000);
    metrics.oldestSent(now - 1000);
    metrics.oldestSent(now + 300); // by a clock that is ahead of ours

    assertThat(metrics.value("message-age-max")).isEqualTo(5000);
    assertThat(metrics.value("message-age-avg")).isEqualTo(2000);
  }

  @Test
  void receivesInFlightAreThoseThatHaveNotEnded() {
    metrics.receiveStarted();
    metrics.receiveStarted();
    metrics.receiveEnded();

    assertThat(metrics.value("receives-in-flight")).isEqualTo(1);
  }

  @Test
  void requestsPerMessageAreOfAllTimeAndOfLate() {
    assertThat(metrics.value("requests-per-message")).isNaN();
    times(50, () -> metrics.requested(Action.RECEIVE));
    assertThat(metrics.value("requests-per-message")).as("nothing is deleted yet").isNaN();
    metrics.deleted(100);
    time.advance(Duration.ofMinutes(2));

    times(20, () -> metrics.requested(Action.DELETE));
    metrics.deleted(100);

    assertThat(metrics.value("requests-per-message")).isEqualTo(0.35);
    assertThat(metrics.value("requests-per-message-avg")).isEqualTo(0.2, within(0.001));
    time.advance(Duration.ofMinutes(2));
    assertThat(metrics.value("requests-per-message")).isEqualTo(0.35);
    assertThat(metrics.value("requests-per-message-avg")).isNaN();
  }

  @Test
  void jmxShowsTheTaskUnderItsConnectorAndNumber() throws Exception {
    metrics.watchInFlight(() -> 3, () -> 4096, () -> 1500);
    metrics.watchDepth("login-queue", () -> 17);
    metrics.publish();
    metrics.produced(6);

    String task = "connector=metrics-test,task=4";
    assertThat(read(task, "messages-produced-total")).isEqualTo(6.0);
    assertThat(read(task, "messages-in-flight")).isEqualTo(3.0);
    assertThat(read(task, "bytes-in-flight")).isEqualTo(4096.0);
    assertThat(read(task, "oldest-in-flight-age-ms")).isEqualTo(1500.0);
    assertThat(read(task + ",queue=login-queue", "queue-depth")).isEqualTo(17.0);

    metrics.close();
    assertThat(mbeans()).isEmpty();
  }

  private static Object read(String tags, String attribute) throws Exception {
    ObjectName name =
        new ObjectName("io.sealstream.connect.sqs:type=sqs-source-task-metrics," + tags);
    return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
  }

  private static Set<ObjectName> mbeans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("io.sealstream.connect.sqs:connector=metrics-test,*"), null);
  }
}
