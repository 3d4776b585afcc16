package io.sealstream.benchmarks.rig;

import static io.sealstream.benchmarks.rig.QueueFixture.bodies;
import static io.sealstream.benchmarks.rig.QueueFixture.receive;
import static io.sealstream.benchmarks.rig.QueueFixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StandardQueueTest {

  private final QueueFixture rig = new QueueFixture();
  private final HostedQueue queue = rig.queue("q");

  @Test
  void aReceivedMessageIsInvisibleUntilItsTimeoutExpires() {
    send(queue, "a");
    assertThat(receive(queue, 10)).hasSize(1);

    rig.pass(29);
    assertThat(receive(queue, 10)).isEmpty();

    rig.pass(1);
    assertThat(bodies(receive(queue, 10))).containsExactly("a");
  }

  @Test
  void aReceiveMayAskForAnotherTimeout() {
    send(queue, "a");
    receive(queue, 10, 5);

    rig.pass(5);

    assertThat(receive(queue, 10)).hasSize(1);
  }

  @Test
  void everyReceiveHasItsOwnHandleAndCount() {
    send(queue, "a");
    Delivery first = receive(queue, 1, 0).get(0);
    rig.pass(3);
    Delivery second = receive(queue, 1).get(0);

    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
    assertThat(second.message().id).isEqualTo(first.message().id);
    assertThat(first.receiveCount()).isEqualTo(1);
    assertThat(second.receiveCount()).isEqualTo(2);
    assertThat(second.firstReceivedAt()).isEqualTo(first.firstReceivedAt());
    assertThat(queue.counts().redelivered()).isEqualTo(1);
    assertThat(queue.counts().received()).isEqualTo(1);
  }

  @Test
  void whatComesBackIsTakenBeforeWhatIsNew() {
    send(queue, "a", "b", "c", "d");
    List<Delivery> held = receive(queue, 2);
    queue.changeVisibility(held.get(1).receiptHandle(), 0);
    queue.changeVisibility(held.get(0).receiptHandle(), 0);

    assertThat(bodies(receive(queue, 10))).containsExactly("a", "b", "c", "d");
  }

  @Test
  void deletesByTheLastHandleEvenAfterTheTimeout() {
    send(queue, "a");
    String handle = receive(queue, 1).get(0).receiptHandle();
    rig.pass(31);

    queue.delete(handle);
    queue.delete(handle);

    assertThat(receive(queue, 1)).isEmpty();
    assertThat(queue.counts().deleted()).isEqualTo(1);
    assertThat(queue.counts().visible()).isZero();
  }

  @Test
  void anOlderHandleSucceedsAndDeletesNothing() {
    send(queue, "a");
    String old = receive(queue, 1, 0).get(0).receiptHandle();
    receive(queue, 1);

    queue.delete(old);

    assertThat(queue.counts().deleted()).isZero();
    assertThat(queue.counts().inFlight()).isEqualTo(1);
  }

  @Test
  void whatIsNoHandleOfThisQueueIsRefused() {
    HostedQueue other = rig.queue("other");
    send(other, "a");
    String foreign = receive(other, 1).get(0).receiptHandle();

    assertRefused("ReceiptHandleIsInvalid", () -> queue.delete("nonsense"));
    assertRefused("ReceiptHandleIsInvalid", () -> queue.delete("z".repeat(32)));
    assertRefused("ReceiptHandleIsInvalid", () -> queue.delete(foreign));
  }

  @Test
  void aChangedTimeoutCountsFromTheChange() {
    send(queue, "a");
    String handle = receive(queue, 1).get(0).receiptHandle();
    rig.pass(20);
    queue.changeVisibility(handle, 30);

    rig.pass(29);
    assertThat(receive(queue, 1)).isEmpty();
    rig.pass(1);
    assertThat(receive(queue, 1)).hasSize(1);
  }

  @Test
  void aTimeoutEndsTwelveHoursAfterTheReceive() {
    send(queue, "a");
    String handle = receive(queue, 1).get(0).receiptHandle();
    rig.pass(10);

    assertRefused("InvalidParameterValue", () -> queue.changeVisibility(handle, 43_200));
    queue.changeVisibility(handle, 43_190);
    rig.pass(43_189);
    assertRefused("InvalidParameterValue", () -> queue.changeVisibility(handle, 2));
  }

  @Test
  void onlyAMessageInFlightChangesItsVisibility() {
    send(queue, "a", "b");
    String expired = receive(queue, 1).get(0).receiptHandle();
    rig.pass(31);
    assertRefused(
        "AWS.SimpleQueueService.MessageNotInflight", () -> queue.changeVisibility(expired, 10));

    receive(queue, 1);
    assertRefused("InvalidParameterValue", () -> queue.changeVisibility(expired, 10));

    String deleted = receive(queue, 1).get(0).receiptHandle();
    queue.delete(deleted);
    assertRefused("InvalidParameterValue", () -> queue.changeVisibility(deleted, 10));
  }

  @Test
  void aDelayedMessageComesWhenItsDelayIsOver() {
    queue.send(RigMessage.of("a").delayed(10), true);
    assertThat(receive(queue, 1)).isEmpty();
    assertThat(queue.counts().delayed()).isEqualTo(1);

    rig.pass(10);

    assertThat(receive(queue, 1)).hasSize(1);
  }

  @Test
  void tooManyInFlightIsAnErrorForAShortPollAndNothingForALongOne() {
    HostedQueue small =
        new QueueFixture(RigSettings.defaults().withInFlightLimits(3, 3)).queue("small");
    send(small, "a", "b", "c", "d");

    assertThat(receive(small, 10)).hasSize(3);
    assertRefused("OverLimit", () -> receive(small, 10));

    Polls polls = new Polls();
    polls.start(small, 10, 5);
    assertThat(polls.answers()).isEmpty();
  }

  @Test
  void whatIsReceivedTooOftenGoesToTheDeadLetterQueue() {
    HostedQueue dead = rig.queue("dead");
    HostedQueue source =
        rig.queue(
            "source",
            "RedrivePolicy",
            "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":\"2\"}");
    send(source, "a", "b");
    receive(source, 1, 0);
    receive(source, 1, 0);

    assertThat(bodies(receive(source, 10))).containsExactly("b");

    assertThat(source.counts().movedOut()).isEqualTo(1);
    Delivery letter = receive(dead, 10).get(0);
    assertThat(QueueFixture.body(letter)).isEqualTo("a");
    assertThat(SystemAttribute.DEAD_LETTER_QUEUE_SOURCE_ARN.value(letter)).isEqualTo(source.arn());
    assertThat(letter.receiveCount()).isEqualTo(3);
  }

  @Test
  void withoutItsDeadLetterQueueAMessageStays() {
    HostedQueue dead = rig.queue("dead");
    HostedQueue source =
        rig.queue(
            "source",
            "RedrivePolicy",
            "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":1}");
    send(source, "a");
    receive(source, 1, 0);
    rig.queues.delete("dead");

    assertThat(receive(source, 1)).hasSize(1);
  }

  @Test
  void listsWhatIsThereWhateverItsState() {
    send(queue, "a", "b", "c");
    queue.send(RigMessage.of("d").delayed(10), true);
    queue.delete(receive(queue, 1).get(0).receiptHandle());
    receive(queue, 1);

    assertThat(queue.messages()).extracting(RigMessage::body).containsExactly("b", "c", "d");
  }

  @Test
  void aPurgeLeavesNothingAndOldHandlesHarmless() {
    send(queue, "a", "b");
    String handle = receive(queue, 1).get(0).receiptHandle();

    queue.purge();
    queue.delete(handle);

    assertThat(queue.messages()).isEmpty();
    assertThat(queue.counts().deleted()).isZero();
  }

  static void assertRefused(String code, ThrowingCallable action) {
    assertThatExceptionOfType(SqsException.class)
        .isThrownBy(action)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
