package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommittedIdRingTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";
  private static final Duration RETENTION = Duration.ofMinutes(5);

  private final ManualTime time = new ManualTime();
  private final FakeOffsets offsets = new FakeOffsets();
  private CommittedIdRing ring = ring(CommittedIdRing.MOST_SLOTS);

  private CommittedIdRing ring(int mostSlots) {
    return new CommittedIdRing(
        QUEUE, 0, RETENTION, time::nanoseconds, time::milliseconds, mostSlots);
  }

  private static ShortId id(int number) {
    return ShortId.of(new UUID(7, number).toString());
  }

  private CommittedIdRing.Group commit(int... numbers) {
    CommittedIdRing.Group group = ring.begin();
    IntStream.of(numbers).forEach(number -> group.list(id(number), null));
    offsets.commit(Map.of(group.partition(), group.offset()));
    return group;
  }

  private CommittedIds read(int tasks) {
    CommittedIds ids = new CommittedIds(QUEUE, tasks, offsets, group -> {});
    ids.read();
    return ids;
  }

  private void restart() {
    ring = ring(CommittedIdRing.MOST_SLOTS);
    ring.restore(read(1).slots(0));
  }

  private static Object slot(CommittedIdRing.Group group) {
    return group.partition().get("slot");
  }

  @Test
  void anOffsetSaysWhatWasListedUntilItIsRead() {
    CommittedIdRing.Group group = ring.begin();
    group.list(id(1), null);
    Map<String, Object> before = group.offset();
    group.list(id(2), null);

    assertThat(IdGroup.of(before).ids()).containsExactly(id(1));
    assertThat(IdGroup.of(group.offset()).ids()).containsExactly(id(1), id(2));
  }

  @Test
  void aSlotIsUsedAgainOnlyAfterAllDeletesAndTheRetention() {
    CommittedIdRing.Group first = commit(1, 2);
    assertThat(slot(first)).isEqualTo(0);
    ring.deleted(id(1));
    ring.deleted(id(1));
    time.advance(RETENTION.multipliedBy(2));
    List<Object> slots = new ArrayList<>();
    slots.add(slot(commit(3)));
    ring.deleted(id(2));
    time.advance(RETENTION.minusSeconds(1));
    slots.add(slot(commit(4)));
    slots.add(slot(commit(5)));
    time.advance(Duration.ofSeconds(1));
    slots.add(slot(commit(6)));
    slots.add(slot(commit(7)));

    assertThat(slots).as("the next but one is known beforehand").containsExactly(1, 2, 3, 4, 0);
  }

  @Test
  void aRestartKnowsWhatWasDeletedBefore() {
    for (int number = 0; number < 20; number++) {
      commit(number);
      if (number != 5) {
        ring.deleted(id(number));
      }
    }
    commit(20);
    ring.deleted(id(20));
    int slotsBefore = ring.slots();

    restart();
    time.advance(RETENTION);
    for (int number = 100; number < 117; number++) {
      commit(number);
    }

    assertThat(ring.slots()).as("all but what was not known to be deleted").isEqualTo(slotsBefore);
    CommittedIds ids = read(1);
    assertThat(ids.find(id(5))).as("never deleted").isNotNull();
    assertThat(ids.find(id(20))).as("not known to be deleted when it was written").isNotNull();
    assertThat(ids.find(id(4))).isNull();
  }

  @Test
  void whatAnEarlierRunLeftKeepsItsSlotUntilSqsHasDroppedIt() {
    commit(1);
    restart();
    time.advance(Duration.ofDays(14).minusSeconds(1));
    assertThat(slot(commit(2))).isEqualTo(1);
    assertThat(slot(commit(3))).isEqualTo(2);
    restart();
    time.advance(RETENTION);

    assertThat(slot(commit(4))).as("known beforehand").isEqualTo(3);
    assertThat(slot(commit(5))).isEqualTo(0);
  }

  @Test
  void whatWasNotDeletedForFourteenDaysIsNotThereAnyMore() {
    commit(1);
    time.advance(Duration.ofDays(14));
    commit(2);
    time.advance(RETENTION);
    commit(3);

    assertThat(slot(commit(4))).isEqualTo(0);
  }

  @Test
  void aFullRingHasRoomAgainWhenItsOldestSlotIsFree() throws Exception {
    ring = ring(3);
    commit(1);
    assertThat(ring.awaitRoom(1, Duration.ZERO)).isTrue();
    commit(2);
    assertThat(ring.awaitRoom(1, Duration.ZERO)).isFalse();
    ring.deleted(id(1));
    time.advance(RETENTION);

    assertThat(ring.awaitRoom(1, Duration.ZERO)).isTrue();
    assertThat(ring.awaitRoom(2, Duration.ZERO)).isFalse();
  }

  /** Whoever follows asks for several slots that lie in a row. */
  @Test
  void freeSlotsAreUsedRoundAndRoundInWhateverOrderTheirMessagesWereDeleted() {
    for (int i = 0; i < 6; i++) {
      commit(i);
    }
    for (int deleted : new int[] {4, 1, 5, 0, 3, 2}) {
      ring.deleted(id(deleted));
      time.advance(Duration.ofSeconds(1));
    }
    time.advance(RETENTION);

    List<Object> slots = new ArrayList<>();
    for (int i = 6; i < 12; i++) {
      slots.add(slot(commit(i)));
    }
    assertThat(slots).containsExactly(6, 0, 1, 2, 3, 4);
  }

  @Test
  void takesLessThanFortyBytesAMessage() {
    int messages = 0;
    for (int transaction = 0; transaction < 100; transaction++) {
      for (int group = 0; group < 10; group++) {
        commit(IntStream.range(messages, messages + CommittedIdRing.IDS_PER_GROUP).toArray());
        messages += CommittedIdRing.IDS_PER_GROUP;
      }
    }

    assertThat((double) offsets.bytes / messages).isLessThan(30);
  }

  @Test
  void aFullGroupWithEventsIsNoLargeOffset() {
    CommittedIdRing.Group group = ring.begin();
    int count = 0;
    while (!group.isFull()) {
      group.list(id(count), id(1000 + count));
      count++;
    }
    offsets.commit(Map.of(group.partition(), group.offset()));

    assertThat(count).isEqualTo(128);
    assertThat(offsets.bytes).isLessThan(6_000);
  }

  @Test
  void eventsStandBesideTheIdsOfTheirMessages() {
    CommittedIdRing.Group group = ring.begin();
    group.list(id(1), null);
    group.list(id(2), id(100));
    group.list(id(3), null);

    IdGroup written = IdGroup.of(group.offset());
    assertThat(written.events()).containsExactly(IdGroup.NO_EVENT, id(100), IdGroup.NO_EVENT);
  }

  @Test
  void withoutEventsAnOffsetIsAsItWas() {
    assertThat(commit(1).offset()).containsOnlyKeys("group", "next", "written", "unsettled", "ids");
  }
}
