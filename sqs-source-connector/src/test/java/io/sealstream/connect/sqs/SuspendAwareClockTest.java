package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SuspendAwareClockTest {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong monotonic = new AtomicLong(Long.MAX_VALUE - 3 * SECOND);
  private final AtomicLong wall = new AtomicLong(1_767_225_600_000L);
  private final SuspendAwareClock clock = new SuspendAwareClock(monotonic::get, wall::get);
  private final long begin = clock.getAsLong();

  private void pass(double monotonicSeconds, double wallSeconds) {
    monotonic.addAndGet((long) (monotonicSeconds * SECOND));
    wall.addAndGet((long) (wallSeconds * 1000));
  }

  private double elapsed() {
    return (double) (clock.getAsLong() - begin) / SECOND;
  }

  @Test
  void countsWhatBothClocksCount() {
    pass(5, 5);

    assertThat(elapsed()).isEqualTo(5);
  }

  @Test
  void countsTheTimeInWhichTheMachineWasSuspended() {
    pass(1, 600);
    assertThat(elapsed()).isEqualTo(600);
    pass(1, 1);

    assertThat(elapsed()).isEqualTo(601);
  }

  @Test
  void neverRunsBackwardsWhereTheWallClockIsSetBack() {
    pass(10, 10);
    assertThat(elapsed()).isEqualTo(10);
    pass(1, -3600);

    assertThat(elapsed()).isEqualTo(11);
  }

  @Test
  void noticesASuspensionAfterTheWallClockWasSetBack() {
    pass(1, -3600);
    assertThat(elapsed()).isEqualTo(1);
    pass(0, 60);

    assertThat(elapsed()).isEqualTo(61);
  }

  /** Milliseconds against nanoseconds: many readings must not add up to more time than passed. */
  @Test
  void doesNotGainByBeingReadOften() {
    for (int i = 0; i < 10_000; i++) {
      monotonic.addAndGet(100_000);
      wall.set(1_767_225_600_000L + (i + 1) / 10 + (i % 3));
      clock.getAsLong();
    }

    assertThat(elapsed()).isEqualTo(1);
  }
}
