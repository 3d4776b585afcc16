package io.sealstream.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PendingMessagesTest {

  private static final long MILLI = 1_000_000;

  private final PendingMessages pending = new PendingMessages();

  @Test
  void aMessageTookFromWhenItWasDueUntilItsRowWasSeen() {
    pending.sent("a", 100 * MILLI, true);
    pending.sent("b", 200 * MILLI, true);

    pending.seen(List.of("a", "b"), 300 * MILLI);

    assertThat(pending.ids()).isEmpty();
    assertThat(pending.micros().getTotalCount()).isEqualTo(2);
    assertThat(pending.micros().getMaxValue()).isBetween(199_000L, 201_000L);
    assertThat(pending.micros().getMinValue()).isBetween(99_000L, 101_000L);
  }

  @Test
  void whatHasNoRowStaysPending() {
    pending.sent("a", 0, true);
    pending.sent("b", 0, true);

    pending.seen(List.of("a"), MILLI);

    assertThat(pending.ids()).containsExactly("b");
  }

  @Test
  void theWarmUpDoesNotCount() {
    pending.sent("a", 0, false);

    pending.seen(List.of("a"), MILLI);

    assertThat(pending.ids()).isEmpty();
    assertThat(pending.micros().getTotalCount()).isZero();
  }
}
