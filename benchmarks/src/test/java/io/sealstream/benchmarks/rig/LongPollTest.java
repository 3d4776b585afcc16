package io.sealstream.benchmarks.rig;

import static io.sealstream.benchmarks.rig.QueueFixture.receive;
import static io.sealstream.benchmarks.rig.QueueFixture.send;
import static io.sealstream.benchmarks.rig.QueueFixture.sendTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LongPollTest {

  private final QueueFixture rig = new QueueFixture();
  private final HostedQueue queue = rig.queue("q");
  private final Polls polls = new Polls();

  @Test
  void isAnsweredAtOnceWhenThereIsSomething() {
    send(queue, "a");

    polls.start(queue, 10, 20);

    assertThat(polls.answers()).containsExactly(List.of("a"));
  }

  @Test
  void wakesUpWhenAMessageIsSent() {
    polls.start(queue, 10, 20);
    assertThat(polls.answers()).isEmpty();

    send(queue, "a");

    assertThat(polls.answers()).containsExactly(List.of("a"));
  }

  @Test
  void comesBackEmptyWhenItsTimeIsOver() {
    polls.start(queue, 10, 20);
    rig.pass(19);
    assertThat(polls.answers()).isEmpty();

    rig.pass(1);

    assertThat(polls.answers()).containsExactly(List.of());
  }

  @Test
  void theFirstThatWaitsIsServedFirst() {
    polls.start(queue, 1, 20);
    polls.start(queue, 10, 20);

    send(queue, "a", "b");

    assertThat(polls.answers()).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void wakesUpWhenAVisibilityTimeoutExpires() {
    send(queue, "a");
    receive(queue, 1, 7);
    polls.start(queue, 1, 20);
    rig.pass(6);
    assertThat(polls.answers()).isEmpty();

    rig.pass(1);

    assertThat(polls.answers()).containsExactly(List.of("a"));
  }

  @Test
  void wakesUpWhenAMessageIsReleased() {
    send(queue, "a");
    String handle = receive(queue, 1).get(0).receiptHandle();
    polls.start(queue, 1, 20);

    queue.changeVisibility(handle, 0);

    assertThat(polls.answers()).containsExactly(List.of("a"));
  }

  @Test
  void wakesUpWhenATimeoutIsCutShortWhileItWaits() {
    send(queue, "a");
    String handle = receive(queue, 1).get(0).receiptHandle();
    polls.start(queue, 1, 20);

    queue.changeVisibility(handle, 2);
    rig.pass(2);

    assertThat(polls.answers()).containsExactly(List.of("a"));
  }

  @Test
  void wakesUpWhenADeleteUnlocksAGroup() {
    HostedQueue fifo = rig.queue("q.fifo");
    sendTo(fifo, "g", "a", "b");
    String handle = receive(fifo, 1).get(0).receiptHandle();
    polls.start(fifo, 10, 20);
    assertThat(polls.answers()).isEmpty();

    fifo.delete(handle);

    assertThat(polls.answers()).containsExactly(List.of("b"));
  }

  @Test
  void waitsAsTheQueueSaysWhenTheReceiveDoesNot() {
    HostedQueue patient = rig.queue("patient", "ReceiveMessageWaitTimeSeconds", "5");
    patient.receive(
        new HostedQueue.ReceiveOrder(1, null, null),
        deliveries -> polls.answers().add(QueueFixture.bodies(deliveries)));
    assertThat(polls.answers()).isEmpty();

    rig.pass(5);

    assertThat(polls.answers()).containsExactly(List.of());
  }

  @Test
  void takesNothingOnceItIsAbandoned() {
    polls.start(queue, 1, 20).run();

    send(queue, "a");

    assertThat(polls.answers()).isEmpty();
    assertThat(queue.counts().visible()).isEqualTo(1);
  }

  @Test
  void leavesNoAlarmBehind() {
    for (int i = 0; i < 100; i++) {
      polls.start(queue, 1, 20);
      send(queue, "a");
    }
    rig.pass(60);

    assertThat(polls.answers()).hasSize(100);
    assertThat(rig.time.scheduled()).isZero();
  }
}
