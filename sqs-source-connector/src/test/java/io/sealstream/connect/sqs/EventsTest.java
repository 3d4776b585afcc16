package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventsTest {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final ShortId LOGIN = ShortId.of("login");

  private final ManualTime time = new ManualTime();
  private final Events events = new Events(WINDOW, time::nanoseconds, time::milliseconds);
  private final FakeSqsQueue queue = new FakeSqsQueue("logins", time::nanoseconds);
  private final InFlightMessage first = message("1", LOGIN);
  private final InFlightMessage second = message("2", LOGIN);
  private final InFlightMessage third = message("3", LOGIN);

  private InFlightMessage message(String id, ShortId event) {
    InFlightMessage message =
        new InFlightMessage(
            queue, new SqsMessage(id, "handle", "body", Map.of(), Map.of()), 1, 0, 0, 0);
    message.isEvent(event);
    return message;
  }

  private void produce(InFlightMessage message) {
    assertThat(events.begin(message)).isEqualTo(Events.Turn.NOW);
    events.produced(message);
    events.ended(message);
  }

  private IdGroup group(Duration ago, ShortId... listed) {
    long seconds = time.milliseconds() / 1000 - ago.toSeconds();
    List<ShortId> ids = List.of(first.shortId(), second.shortId()).subList(0, listed.length);
    return new IdGroup(1, 0, seconds, "", ids, List.of(listed));
  }

  @Test
  void messagesWithoutAnEventPass() {
    assertThat(events.begin(message("1", null))).isEqualTo(Events.Turn.NOW);
    assertThat(events.begin(message("2", null))).isEqualTo(Events.Turn.NOW);
  }

  @Test
  void anotherMessageWithTheEventIsNotProducedWithinTheWindow() {
    produce(first);

    time.advance(WINDOW.minusMillis(1));
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NEVER);
    time.advance(Duration.ofMillis(1));
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NOW);
  }

  @Test
  void theSameMessageIsProducedAgain() {
    produce(first);

    assertThat(events.begin(first)).isEqualTo(Events.Turn.NOW);
  }

  @Test
  void othersWaitForTheOneOnItsWay() {
    assertThat(events.begin(first)).isEqualTo(Events.Turn.NOW);
    assertThat(events.begin(second)).isEqualTo(Events.Turn.LATER);
    assertThat(events.begin(third)).isEqualTo(Events.Turn.LATER);

    events.produced(first);

    assertThat(events.ended(first)).containsExactly(second, third);
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NEVER);
  }

  @Test
  void whatWasNotProducedLeavesItsTurnToTheNext() {
    events.begin(first);
    events.begin(second);
    events.begin(third);

    assertThat(events.ended(first)).containsExactly(second, third);
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NOW);
    assertThat(events.begin(third)).isEqualTo(Events.Turn.LATER);
  }

  @Test
  void whatOffsetsListIsKnownForTheRestOfTheWindow() {
    events.learn(group(Duration.ofMinutes(4), LOGIN));

    assertThat(events.begin(second)).isEqualTo(Events.Turn.NEVER);
    assertThat(events.begin(first)).as("the same message").isEqualTo(Events.Turn.NOW);
    events.ended(first);
    time.advance(Duration.ofMinutes(1));
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NOW);
  }

  @Test
  void whatAtLeastOnceListsIsKnownForTheRestOfTheWindow() {
    long listed = time.milliseconds() - Duration.ofMinutes(4).toMillis();
    events.learn(new ListedEvent(LOGIN, first.shortId(), listed));

    time.advance(Duration.ofMinutes(1).minusMillis(1));
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NEVER);
    time.advance(Duration.ofMillis(1));
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NOW);
  }

  @Test
  void aPlaceWithoutAnEventIsNoEvent() {
    events.learn(group(Duration.ZERO, IdGroup.NO_EVENT, LOGIN));

    assertThat(events.size()).isEqualTo(1);
    assertThat(events.begin(third)).isEqualTo(Events.Turn.NEVER);
  }

  @Test
  void whatIsOutdatedIsForgotten() {
    events.learn(group(WINDOW, LOGIN));
    assertThat(events.size()).isZero();

    for (int i = 0; i < 10; i++) {
      produce(message("m" + i, ShortId.of("event " + i)));
    }
    time.advance(WINDOW);
    produce(first);
    assertThat(events.size()).isEqualTo(1);
  }

  @Test
  void whatAWriterOfAnotherTimeListsLastsForOneWindowAtMost() {
    events.learn(group(Duration.ofMinutes(-3), LOGIN));

    time.advance(WINDOW);
    assertThat(events.begin(second)).isEqualTo(Events.Turn.NOW);
  }
}
