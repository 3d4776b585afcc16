package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountRateTest {
  private static final long START = 1_000_000;

  private final AtomicLong count = new AtomicLong();
  private final CountRate rate = new CountRate(count::get, START);
  private long now = START;

  @Test
  void aFirstReadingIsOfTheTimeSinceTheStart() {
    assertThat(rate.measure(now)).isZero();

    assertThat(countAndRead(50, 10)).isEqualTo(5);
  }

  @Test
  void itForgetsWhatIsTwoWindowsOld() {
    assertThat(countAndRead(3000, 30)).isEqualTo(100);
    assertThat(countAndRead(0, 15)).isEqualTo(3000 / 45.0);
    assertThat(countAndRead(0, 15)).isZero();
    assertThat(countAndRead(60, 15)).isEqualTo(60 / 45.0);
  }

  @Test
  void whoReadsRarelyGetsTheAverageSinceTheLastTime() {
    assertThat(countAndRead(600, 600)).isEqualTo(1);
    assertThat(countAndRead(1200, 600)).isEqualTo(2);
    assertThat(countAndRead(0, 600)).isZero();
  }

  @Test
  void aSecondReaderDoesNotDisturbTheFirst() {
    for (int i = 0; i < 10; i++) {
      countAndRead(10, 10);
    }
    rate.measure(now);
    rate.measure(now + 1);

    assertThat(countAndRead(10, 10)).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetBackGivesNoRate() {
    assertThat(countAndRead(10, -5)).isZero();
  }

  private double countAndRead(int more, int seconds) {
    count.addAndGet(more);
    now += seconds * 1000L;
    return rate.measure(now);
  }
}
