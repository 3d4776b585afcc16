package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventListsTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";

  private final ManualEngine engine = new ManualEngine();
  private final FakeOffsets offsets = new FakeOffsets();
  private final List<ListedEvent> learned = new ArrayList<>();
  private final EventLists lists = lists(1, 3);

  private EventLists lists(int task, int tasks) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", QUEUE);
    properties.put("topic", "topic");
    properties.put("deduplicate.by", "attribute:event");
    properties.put("task.number", "" + task);
    properties.put("task.count", "" + tasks);
    Trouble trouble =
        new Trouble(LoggerFactory.getLogger(EventListsTest.class), engine::nanos, "Trouble");
    InFlightLedger ledger =
        new InFlightLedger(
            new Room(64, 100, 1_000_000, List.of(QUEUE)),
            SqsMessage::sizeInBytes,
            100,
            engine::nanos);
    return new EventLists(
        new SqsSourceConfig(properties), offsets, ledger, learned::add, engine, trouble, trouble);
  }

  private static ListedEvent event(int number) {
    return new ListedEvent(ShortId.of("event " + number), ShortId.of("message " + number), number);
  }

  private void commit(int task, int slot, int... numbers) {
    List<ListedEvent> events = new ArrayList<>();
    for (int number : numbers) {
      events.add(event(number));
    }
    offsets.commit(Map.of(ListedEvent.partition(QUEUE, task, slot), ListedEvent.toOffset(events)));
  }

  @Test
  void learnsAtItsStartWhatAnyTaskHasListed() {
    commit(0, 0, 1, 2);
    commit(1, 0, 3);
    commit(7, 0, 4); // one that is no more

    lists.start();

    assertThat(learned).containsExactlyInAnyOrder(event(1), event(2), event(3), event(4));
  }

  @Test
  void findsSlotsBeyondThoseThatSayNothing() {
    commit(0, 0, 1);
    commit(0, 7, 2);
    commit(0, 63, 3);
    commit(2, 1, 4);

    lists.start();

    assertThat(learned).containsExactlyInAnyOrder(event(1), event(2), event(3), event(4));
  }

  @Test
  void learnsFromTimeToTimeWhatOthersList() {
    commit(1, 0, 1);
    lists.start();
    learned.clear();
    commit(0, 0, 2);
    commit(1, 0, 1, 3);
    engine.advance(EventLists.READ_EVERY.minusMillis(1));
    assertThat(learned).isEmpty();
    engine.advance(EventLists.READ_EVERY);

    assertThat(learned).as("not its own").containsExactly(event(2));
  }

  @Test
  void doesNotAskAgainForWhatCannotHaveChanged() {
    long now = System.currentTimeMillis();
    List<ListedEvent> full =
        IntStream.range(0, EventSlots.EVENTS_PER_SLOT)
            .mapToObj(i -> new ListedEvent(ShortId.of("e" + i), ShortId.of("m" + i), now))
            .toList();
    for (int slot = 0; slot < 8; slot++) {
      offsets.commit(Map.of(ListedEvent.partition(QUEUE, 0, slot), ListedEvent.toOffset(full)));
    }
    lists.start();
    learned.clear();
    offsets.reads.clear();
    commit(0, 8, 1);
    engine.advance(EventLists.READ_EVERY);

    assertThat(learned).containsExactly(event(1));
    assertThat(offsets.reads).as("task 2's first; task 0's next; those after").hasSize(3);
    assertThat(offsets.reads.get(0)).isEqualTo(8);
  }

  @Test
  void restartsDoNotMakeItGrow() {
    ManualTime time = new ManualTime();
    int slotsSeen = 0;
    for (int run = 0; run < 8; run++) {
      EventSlots slots =
          new EventSlots(QUEUE, 0, 300_000, time::milliseconds, EventSlots.MOST_SLOTS);
      TreeMap<Integer, List<ListedEvent>> written = new TreeMap<>();
      offsets.reads.clear();
      new EventReader(QUEUE, offsets, 300_000, time::milliseconds)
          .read(List.of(0), (place, events) -> written.put(place.slot(), events));
      slots.restore(written);
      for (int i = 0; i < 3_000; i++) {
        EventSlots.Entry entry = slots.list(ShortId.of("e" + i), ShortId.of("m" + i));
        if (i % 8 == 7) {
          offsets.commit(Map.of(entry.partition(), entry.offset()));
        }
        time.advance(Duration.ofMillis(100));
      }
      slotsSeen = Math.max(slotsSeen, written.size());
      assertThat(offsets.reads).hasSizeLessThanOrEqualTo(3);
    }

    assertThat(slotsSeen).isBetween(20, 30);
  }

  @Test
  void goesOnReadingAfterAReadThatFailed() {
    lists.start();
    offsets.beforeRead =
        () -> {
          throw new ConnectException("Failed to fetch offsets.");
        };
    engine.advance(EventLists.READ_EVERY);
    offsets.beforeRead = () -> {};
    commit(0, 0, 1);
    engine.advance(EventLists.READ_EVERY);

    assertThat(learned).containsExactly(event(1));
  }

  @Test
  void readsNothingMoreAfterItsEnd() {
    lists.start();
    offsets.beforeRead =
        () -> {
          throw new ConnectException("Offset reader is closed.");
        };
    lists.close();
    engine.advance(EventLists.READ_EVERY);
    offsets.beforeRead = () -> {};
    offsets.reads.clear();
    engine.advance(EventLists.READ_EVERY);

    assertThat(offsets.reads).isEmpty();
  }

  @Test
  void anOffsetOfSomethingElseFailsTheStart() {
    offsets.commit(
        Map.of(ListedEvent.partition(QUEUE, 0, 0), Map.of("events", "no events", "more", 1)));

    assertThatThrownBy(lists::start)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith(
            "The events that were produced before cannot be read: A stored offset of this connector"
                + " is not one that it wrote.")
        .hasMessageNotContaining("no events");
  }
}
