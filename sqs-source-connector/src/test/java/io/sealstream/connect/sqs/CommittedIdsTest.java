package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class CommittedIdsTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";
  private static final Duration RETENTION = Duration.ofMinutes(5);

  private final ManualTime time = new ManualTime();
  private final FakeOffsets offsets = new FakeOffsets();
  private final Map<Integer, CommittedIdRing> rings = new HashMap<>();

  private static ShortId id(int number) {
    return ShortId.of(new UUID(7, number).toString());
  }

  /** One transaction for each message. */
  private void commit(int task, int from, int to) {
    CommittedIdRing ring =
        rings.computeIfAbsent(
            task,
            t -> new CommittedIdRing(QUEUE, t, RETENTION, time::nanoseconds, time::milliseconds));
    for (int number = from; number < to; number++) {
      CommittedIdRing.Group group = ring.begin();
      group.list(id(number), null);
      offsets.commit(Map.of(group.partition(), group.offset()));
      ring.deleted(id(number));
    }
  }

  private CommittedIds read(int tasks) {
    CommittedIds ids = new CommittedIds(QUEUE, tasks, offsets, group -> {});
    ids.read();
    return ids;
  }

  private static int known(CommittedIds ids, int from, int to) {
    int known = 0;
    for (int number = from; number < to; number++) {
      known += ids.find(id(number)) == null ? 0 : 1;
    }
    return known;
  }

  @Test
  void nothingIsKnownWhereNothingWasCommitted() {
    CommittedIds ids = read(3);

    assertThat(ids.size()).isZero();
    assertThat(ids.find(id(1))).isNull();
    assertThat(ids.slots(0)).isEmpty();
  }

  @Test
  void findsWhatEveryTaskHasCommitted() {
    commit(0, 0, 700);
    commit(2, 700, 710);

    CommittedIds ids = read(3);

    assertThat(known(ids, 0, 710)).isEqualTo(710);
    assertThat(ids.find(id(705))).isEqualTo(new CommittedIds.Place(2, 5));
    assertThat(ids.find(id(710))).isNull();
  }

  @Test
  void followsWhatIsCommittedLater() {
    commit(0, 0, 10);
    CommittedIds ids = read(2);

    commit(1, 10, 20);
    commit(0, 20, 500);
    ids.read();

    assertThat(known(ids, 0, 500)).isEqualTo(500);
    assertThat(ids.size()).isEqualTo(500);
  }

  @Test
  void asksForLittleWhereLittleIsNew() {
    commit(0, 0, 1000);
    CommittedIds ids = read(4);
    offsets.reads.clear();

    for (int i = 0; i < 10; i++) {
      ids.read();
    }
    assertThat(offsets.reads).as("the next slot of each task").hasSize(10).containsOnly(4);
    commit(0, 1000, 1010);
    ids.read();
    commit(0, 1010, 1020);
    offsets.reads.clear();
    ids.read();

    assertThat(offsets.reads).as("as many as the last time, and one").containsExactly(3 + 11);
    assertThat(known(ids, 0, 1020)).isEqualTo(1020);
  }

  @Test
  void readsTheRingsOfTasksThatAreNoMore() {
    commit(0, 0, 10);
    commit(7, 10, 20);
    commit(CommittedIds.MOST_TASKS - 1, 20, 30);

    CommittedIds ids = read(1);

    assertThat(known(ids, 0, 30)).isEqualTo(30);
    offsets.reads.clear();
    ids.read();
    assertThat(offsets.reads).as("and then no more").containsExactly(1);
  }

  @Test
  void forgetsAnIdWithItsSlot() {
    commit(0, 0, 5);
    CommittedIds ids = read(1);
    time.advance(RETENTION);
    commit(0, 5, 12);
    ids.read();

    assertThat(known(ids, 0, 5)).isZero();
    assertThat(known(ids, 5, 12)).isEqualTo(7);
    assertThat(ids.size()).isEqualTo(7);
  }

  /** A process that was frozen for longer than a ring takes to come round. */
  @Test
  void readsEverythingAnewWhereTheWayIsOverwritten() {
    commit(0, 0, 20);
    CommittedIds ids = read(1);
    for (int round = 1; round <= 5; round++) {
      time.advance(RETENTION);
      commit(0, round * 20, round * 20 + 20);
    }

    ids.read();

    assertThat(known(ids, 0, 100)).isLessThan(20);
    assertThat(known(ids, 100, 120)).isEqualTo(20);
  }

  /**
   * The offsets topic has several partitions: a read may have a part of what is committed
   * meanwhile, later slots of it and not the earlier ones.
   */
  @Test
  void missesNothingThatIsCommittedWhileItReads() {
    commit(0, 0, 64);
    time.advance(RETENTION);
    commit(0, 64, 90); // slots from 0 on again
    int[] next = {90};
    offsets.duringRead =
        () -> {
          boolean ofAllSlots = offsets.reads.get(offsets.reads.size() - 1) == 512;
          if (ofAllSlots) {
            commit(0, next[0], next[0] + 12);
            next[0] += 12;
            offsets.duringRead = () -> {};
          }
        };

    CommittedIds ids = read(1);

    assertThat(next[0]).as("committed meanwhile").isEqualTo(102);
    assertThat(known(ids, 64, next[0])).isEqualTo(next[0] - 64);
  }

  /** A read may see a group, and not the one before it in a slot that was never used before. */
  @Test
  void missesNothingInASlotThatIsNewMeanwhile() {
    commit(0, 0, 5);
    time.advance(RETENTION);
    offsets.backwards = true;
    offsets.duringRead = onceOfEightSlots(() -> commit(0, 5, 7)); // in slots 5 and 0

    CommittedIds ids = read(1);

    assertThat(known(ids, 5, 7)).isEqualTo(2);
  }

  @Test
  void missesNothingInNewSlotsBeyondThoseThatWereAskedFor() {
    commit(0, 0, 7);
    offsets.backwards = true;
    offsets.duringRead =
        onceOfEightSlots(
            () -> {
              commit(0, 7, 8); // in slot 7
              time.advance(RETENTION);
              commit(0, 8, 10); // in slots 8 and 0
            });

    CommittedIds ids = read(1);

    assertThat(known(ids, 7, 10)).isEqualTo(3);
  }

  private Runnable onceOfEightSlots(Runnable commits) {
    boolean[] done = new boolean[1];
    return () -> {
      if (!done[0] && offsets.reads.get(offsets.reads.size() - 1) == 8) {
        done[0] = true;
        commits.run();
      }
    };
  }

  /** Other processes, and other versions, find it by these bytes. */
  @Test
  void aPartitionIsAlwaysWrittenInTheSameOrder() {
    try (JsonConverter json = new JsonConverter()) {
      json.configure(Map.of("schemas.enable", "false"), true);

      assertThat(json.fromConnectData("any", null, IdGroup.partition(QUEUE, 3, 17)))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"queue\":\"" + QUEUE + "\",\"task\":3,\"slot\":17}");
    }
  }

  @Test
  void anOffsetThatIsNotOursIsAnError() {
    offsets.commit(Map.of(IdGroup.partition(QUEUE, 0, 0), Map.of("message_id", "1")));

    assertThatThrownBy(() -> read(1))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("is not one that it wrote");
  }
}
