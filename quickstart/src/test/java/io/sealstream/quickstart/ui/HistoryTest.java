package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void ratesAreWhatWasAddedOverTheTimeSinceThePointBefore() {
    add(0, 0, 0, 0);
    add(1_000, 40, 50, 30);
    add(3_000, 0, 150, 150);

    assertThat(history.points())
        .containsExactly(
            new History.Point(0, 0L, 0.0, 0.0),
            new History.Point(1, 40L, 50.0, 30.0),
            new History.Point(3, 0L, 50.0, 60.0));
  }

  @Test
  void whatWasThereBeforeTheFirstReadingIsNoRate() {
    add(500, 7, 1_000, 900);

    assertThat(history.points()).containsExactly(new History.Point(0.5, 7L, 0.0, 0.0));
  }

  @Test
  void readingsThatAreCloseMakeOnePointASecond() {
    for (int millis = 0; millis <= 3_000; millis += 150) {
      add(millis, 0, millis, 0);
    }

    assertThat(history.points()).hasSize(3);
    assertThat(history.points().get(2).recordsPerSecond()).isEqualTo(1_000);
  }

  @Test
  void rowsThatSomebodyDeletedAreNoRate() {
    add(0, 0, 10, 10);
    add(1_000, 0, 10, 4);

    assertThat(history.points().get(1).rowsPerSecond()).isZero();
  }

  @Test
  void whatDidNotAnswerHasNoPointAndItsNextRateIsTheMeanOfTheTime() {
    add(0, 5, 0, 0);
    Reading.Fresh away = new Reading.Fresh(false, true, false);
    history.add(Readings.of(5, 100, 0, away, Map.of()), TimeUnit.SECONDS.toNanos(1));
    add(4_000, 7, 100, 400);

    assertThat(history.points())
        .containsExactly(
            new History.Point(0, 5L, 0.0, 0.0),
            new History.Point(1, null, 100.0, null),
            new History.Point(4, 7L, 0.0, 100.0));
  }

  @Test
  void onlyTheLastMinutesAreKept() {
    for (int second = 0; second < 1_000; second++) {
      add(second * 1_000L, 0, 0, 0);
    }

    assertThat(history.points()).hasSize(180);
    assertThat(history.points().get(179).seconds()).isEqualTo(999);
  }

  private void add(long millis, long waiting, long records, long rows) {
    history.add(Readings.of(waiting, records, rows), TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
