package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class QueueDepthTest {

  private final ManualEngine engine = new ManualEngine();
  private final FakeSqsQueue queue = new FakeSqsQueue("logins", engine::nanos);
  private final SourceMetrics metrics = new SourceMetrics("test", 0, new ManualTime());
  private final QueueDepth depth =
      new QueueDepth(new CountedQueue(queue, metrics, engine::nanos), engine, engine::nanos);

  @Test
  void isNotKnownBeforeTheFirstAnswer() {
    queue.add(5);

    assertThat(depth.messages()).isNaN();
    engine.run();
    assertThat(depth.messages()).isEqualTo(5);
  }

  @Test
  void nobodyAsksSqsWhileNobodyReads() {
    engine.advance(Duration.ofHours(1));

    assertThat(requests()).isZero();
  }

  @Test
  void isAskedAgainOnlyWhenThePeriodIsOver() {
    read();
    queue.add(5);
    engine.advance(QueueDepth.PERIOD.minusNanos(1));
    read();
    assertThat(depth.messages()).isZero();
    assertThat(requests()).isEqualTo(1);

    engine.advance(Duration.ofNanos(1));
    read();

    assertThat(depth.messages()).isEqualTo(5);
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void aTaskThatIsScrapedAllDayStaysBelowItsIdleBudget() {
    Duration scraped = Duration.ofHours(1);
    for (Duration at = Duration.ZERO; at.compareTo(scraped) < 0; at = at.plusSeconds(15)) {
      read();
      engine.advance(Duration.ofSeconds(15));
    }
    double scout = 1 / 20.0;

    assertThat(scout + requests() / scraped.toSeconds()).isBetween(0.055, 0.06);
  }

  @Test
  void aFailureMakesItUnknownIsNoTroubleAndIsNotTriedAtOnce() {
    queue.add(5);
    read();
    queue.failing("attributes", new RetriableException("HTTP 503"));
    engine.advance(QueueDepth.PERIOD);
    read();
    read();
    assertThat(depth.messages()).isNaN();
    assertThat(requests()).isEqualTo(2);
    assertThat(metrics.value("requests-failed-total")).isZero();

    queue.healed("attributes");
    queue.add(1);
    engine.advance(QueueDepth.PERIOD);
    read();

    assertThat(depth.messages()).isEqualTo(6);
  }

  private void read() {
    depth.messages();
    engine.run();
  }

  private double requests() {
    return metrics.value("requests-get-attributes-total");
  }
}
