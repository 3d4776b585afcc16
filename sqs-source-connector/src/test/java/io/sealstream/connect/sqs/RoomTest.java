package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {

  private static final String A = "a";
  private static final String B = "b";

  @Test
  void countsHeldAndReservedMessagesAgainstTheBound() {
    Room room = new Room(64, 25, Long.MAX_VALUE, List.of(A));
    hold(room, A, 5, 1);

    assertThat(room.reserve(A)).isNotNull();
    Room.Reservation last = room.reserve(A);
    assertThat(last.messages()).isEqualTo(10);
    assertThat(room.reserve(A)).isNull();

    room.end(last);
    assertThat(room.reserve(A)).isNotNull();
  }

  @Test
  void countsBytesOfTenOfTheLargestForEveryReceive() {
    Room room = new Room(64, 1_000, 10_000, List.of(A));
    hold(room, A, 1, 400);

    assertThat(room.reserve(A)).isNotNull(); // 400 held, 4000 reserved
    assertThat(room.reserve(A)).isNotNull(); // 400 held, 8000 reserved
    assertThat(room.reserve(A)).isNull();
  }

  @Test
  void hasABoundOfReceivesToo() {
    Room room = new Room(3, 1_000, Long.MAX_VALUE, List.of(A));

    assertThat(all(room, A)).hasSize(3);
    assertThat(room.receives()).isEqualTo(3);
  }

  @Test
  void keepsOneReceiveForEveryOtherQueue() {
    Room room = new Room(8, 1_000, Long.MAX_VALUE, List.of(A, B));
    assertThat(all(room, A)).hasSize(7);
    assertThat(all(room, B)).hasSize(1);

    Room narrow = new Room(8, 30, Long.MAX_VALUE, List.of(A, B));
    assertThat(all(narrow, A)).hasSize(2);
    assertThat(all(narrow, B)).hasSize(1);
  }

  @Test
  void aQueueOfLargeMessagesIsNotPushedAsideByOneOfSmallMessages() {
    Room room = new Room(64, 1_000, 10_000, List.of(A, B));
    hold(room, B, 1, 500);
    room.remove(B, 500);
    hold(room, A, 50, 100);

    List<Room.Reservation> ofA = all(room, A);

    assertThat(ofA).isEmpty(); // 5,000 held, 5,000 kept for B
    assertThat(room.reserve(B).messages()).isEqualTo(10);
  }

  @Test
  void asksForNoMoreThanAQueuesPartOfTheBound() {
    Room bytes = new Room(64, 1_000, 10_000, List.of(A, B));
    hold(bytes, A, 1, 2_000);
    bytes.remove(A, 2_000);
    assertThat(bytes.reserve(A).messages()).isEqualTo(2);

    Room messages = new Room(64, 12, 10_000, List.of(A, B));
    assertThat(messages.reserve(A).messages()).isEqualTo(6);
  }

  @Test
  void aQueueUsesWhatIsLeftOfItsOwnPart() {
    Room room = new Room(64, 12, 10_000, List.of(A, B));
    assertThat(room.reserve(B).messages()).isEqualTo(6);
    hold(room, A, 3, 1);

    assertThat(room.reserve(A).messages()).isEqualTo(3);
    assertThat(room.reserve(A)).isNull();
  }

  @Test
  void aQueueWhosePartAnotherHasTakenReceivesWhatFitsOnly() {
    Room room = new Room(64, 1_000, 10_000, List.of(A, B));
    hold(room, A, 99, 100); // B has brought nothing yet, so nothing is known to be kept for it
    hold(room, B, 1, 500);

    assertThat(room.reserve(B)).as("while it holds one").isNull();

    room.remove(B, 500);
    assertThat(room.reserve(B).messages()).as("one is always held").isEqualTo(1);
  }

  @Test
  void asksForNoFewerThanHalfOfItsPartWhileItHoldsSome() {
    Room room = new Room(64, 20, 10_000, List.of(A, B));
    assertThat(all(room, B)).hasSize(1);
    hold(room, A, 6, 1);

    assertThat(room.reserve(A)).isNull();
  }

  @Test
  void oneLargeBodyDoesNotSlowItsQueueDownForEver() {
    Room room = new Room(64, 1_000, 10_000, List.of(A));
    hold(room, A, 1, 900);
    room.remove(A, 900);
    assertThat(all(room, A)).hasSize(1);

    Room later = new Room(64, 1_000, 10_000, List.of(A));
    hold(later, A, 1, 900);
    for (int i = 0; i < 50; i++) {
      hold(later, A, 1, 1);
    }
    assertThat(all(later, A)).hasSizeGreaterThan(10);
  }

  @Test
  void emptyReceivesForgetFaster() {
    Room room = new Room(64, 1_000, 10_000, List.of(A));
    hold(room, A, 1, 900);
    room.remove(A, 900);
    for (int i = 0; i < 10; i++) {
      Room.Reservation empty = room.reserve(A);
      room.end(empty);
      room.learn(empty, 0);
    }

    assertThat(all(room, A)).hasSize(64);
  }

  @Test
  void whatDoesNotFitOnArrivalIsNotAdmittedButOneMessageOfAQueueAlwaysIs() {
    Room room = new Room(64, 1_000, 10_000, List.of(A, B));
    assertThat(room.admits(A, 20_000)).isTrue();
    hold(room, A, 1, 9_000);

    assertThat(room.admits(A, 1_000)).isTrue();
    assertThat(room.admits(A, 1_001)).isFalse();
    assertThat(room.admits(B, 1_001)).isTrue();
  }

  private static void hold(Room room, String queue, int messages, int bytes) {
    Room.Reservation receive = room.reserve(queue);
    assertThat(receive).isNotNull();
    room.end(receive);
    room.learn(receive, bytes);
    for (int i = 0; i < messages; i++) {
      room.add(queue, bytes);
    }
  }

  private static List<Room.Reservation> all(Room room, String queue) {
    List<Room.Reservation> all = new ArrayList<>();
    for (Room.Reservation one = room.reserve(queue); one != null; one = room.reserve(queue)) {
      all.add(one);
    }
    return all;
  }
}
