package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventSlotsTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final ManualTime time = new ManualTime();
  private EventSlots slots = slots(EventSlots.MOST_SLOTS);
  private int sent;

  private EventSlots slots(int most) {
    return new EventSlots(QUEUE, 0, WINDOW.toMillis(), time::milliseconds, most);
  }

  private static ShortId event(int number) {
    return ShortId.of("event " + number);
  }

  private static ShortId message(int number) {
    return ShortId.of("message " + number);
  }

  private EventSlots.Entry list() {
    sent++;
    return slots.list(event(sent), message(sent));
  }

  /** Fills a slot; returns which. */
  private Object fill() {
    EventSlots.Entry entry = list();
    Object slot = slot(entry);
    for (int i = 1; i < EventSlots.EVENTS_PER_SLOT; i++) {
      entry = list();
      assertThat(slot(entry)).isEqualTo(slot);
    }
    return slot;
  }

  private static Object slot(EventSlots.Entry entry) {
    return entry.partition().get("event_slot");
  }

  private static List<ShortId> events(EventSlots.Entry entry) {
    return ListedEvent.of(entry.offset()).stream().map(ListedEvent::event).toList();
  }

  @Test
  void anOffsetListsWhatWasListedUpToItsRecord() {
    EventSlots.Entry first = list();
    EventSlots.Entry second = list();

    assertThat(events(first)).containsExactly(event(1));
    assertThat(events(second)).containsExactly(event(1), event(2));
    assertThat(ListedEvent.of(second.offset()).get(1))
        .isEqualTo(new ListedEvent(event(2), message(2), time.milliseconds()));
  }

  @Test
  void whatIsWithdrawnBeforeItIsWrittenIsNotThere() {
    EventSlots.Entry first = list();
    EventSlots.Entry second = list();
    EventSlots.Entry third = list();

    second.withdraw();

    assertThat(events(first)).containsExactly(event(1));
    assertThat(events(third)).containsExactly(event(1), event(3));
    first.withdraw();
    assertThat(ListedEvent.of(first.offset())).isEmpty();
  }

  @Test
  void aFullSlotIsUsedAgainAfterTheWindow() {
    assertThat(fill()).isEqualTo(0);
    assertThat(fill()).isEqualTo(1);
    time.advance(WINDOW.minusMillis(1));
    assertThat(fill()).as("slot 0 is free in a millisecond").isEqualTo(2);
    time.advance(Duration.ofMillis(1));

    assertThat(fill()).isIn(0, 1);
  }

  @Test
  void aFullRingListsNothingUntilASlotIsFree() {
    slots = slots(2);
    fill();
    fill();

    assertThat(list()).isNull();
    assertThat(list()).isNull();
    time.advance(WINDOW);
    assertThat(list()).isNotNull();
  }

  @Test
  void slotsOfAnEarlierRunAreUsedAgainAfterTheWindowToo() {
    List<ListedEvent> old =
        List.of(new ListedEvent(event(1), message(1), time.milliseconds() - WINDOW.toMillis()));
    List<ListedEvent> fresh = List.of(new ListedEvent(event(2), message(2), time.milliseconds()));
    slots.restore(new TreeMap<>(Map.of(0, fresh, 1, old, 3, fresh)));

    List<Object> used = List.of(fill(), fill(), fill());

    assertThat(used).containsExactly(2, 1, 4);
  }

  @Test
  void isNeverAPartitionOfExactlyOnce() {
    assertThat(list().partition().keySet())
        .isNotEqualTo(IdGroup.partition(QUEUE, 0, 0).keySet())
        .containsExactly("queue", "task", "event_slot");
  }
}
