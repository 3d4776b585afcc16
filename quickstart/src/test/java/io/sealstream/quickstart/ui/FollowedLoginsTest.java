package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FollowedLoginsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final FollowedLogins logins = new FollowedLogins(nanos::get);

  @Test
  void aLoginIsFollowedFromTheQueueThroughTheTopicToItsRow() {
    logins.add("m1");
    assertThat(only().topicAfter()).isNull();

    pass(200);
    seen(new Reading.Whereabouts(true, null, null));
    assertThat(only().topicAfter()).isEqualTo(0.2);
    assertThat(only().endAfter()).isNull();
    assertThat(logins.open()).containsExactly("m1");

    pass(300);
    seen(new Reading.Whereabouts(true, Readings.ROW, null));
    assertThat(only().topicAfter()).as("is not counted again").isEqualTo(0.2);
    assertThat(only().endAfter()).isEqualTo(0.5);
    assertThat(only().row()).isEqualTo(Readings.ROW);
    assertThat(logins.open()).isEmpty();
  }

  @Test
  void aDeadLetterOfTheSourceWasNeverInTheTopic() {
    logins.add("m1");
    pass(100);
    seen(new Reading.Whereabouts(false, null, Readings.DEAD_LETTER));

    assertThat(only().topicAfter()).isNull();
    assertThat(only().endAfter()).isEqualTo(0.1);
    assertThat(only().deadLetter()).isEqualTo(Readings.DEAD_LETTER);
  }

  @Test
  void aRowWasARecordEvenIfNobodySawIt() {
    logins.add("m1");
    pass(100);
    seen(new Reading.Whereabouts(false, Readings.ROW, null));

    assertThat(only().topicAfter()).isEqualTo(0.1);
  }

  @Test
  void oneThatIsNowhereYetStaysAsItIs() {
    logins.add("m1");
    logins.update(Map.of());

    assertThat(only()).isEqualTo(new FollowedLogins.Followed("m1", 0, null, null, null, null));
  }

  @Test
  void theNewestIsFirstAndTheOldestOfMoreThanThreeIsForgotten() {
    for (int i = 1; i <= 5; i++) {
      logins.add("m" + i);
    }

    assertThat(logins.all())
        .extracting(FollowedLogins.Followed::messageId)
        .containsExactly("m5", "m4", "m3");
  }

  @Test
  void oneThatWaitsForLongIsNoReasonToReadOftenAnyMore() {
    logins.add("m1");
    pass(19_000);
    assertThat(logins.hasOpenYoungerThan(20)).isTrue();

    pass(2_000);
    assertThat(logins.hasOpenYoungerThan(20)).isFalse();
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void seen(Reading.Whereabouts where) {
    logins.update(Map.of("m1", where));
  }

  private FollowedLogins.Followed only() {
    assertThat(logins.all()).hasSize(1);
    return logins.all().get(0);
  }
}
