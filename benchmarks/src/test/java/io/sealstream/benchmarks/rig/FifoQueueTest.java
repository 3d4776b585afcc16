package io.sealstream.benchmarks.rig;

import static io.sealstream.benchmarks.rig.QueueFixture.bodies;
import static io.sealstream.benchmarks.rig.QueueFixture.receive;
import static io.sealstream.benchmarks.rig.QueueFixture.sendTo;
import static io.sealstream.benchmarks.rig.StandardQueueTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FifoQueueTest {

  private final QueueFixture rig = new QueueFixture();
  private final HostedQueue queue = rig.queue("q.fifo");

  @Test
  void takesAsManyAsPossibleOfOneGroupThenOfTheNext() {
    sendTo(queue, "g", "g1", "g2");
    sendTo(queue, "h", "h1");
    sendTo(queue, "g", "g3");

    assertThat(bodies(receive(queue, 10))).containsExactly("g1", "g2", "g3", "h1");
  }

  @Test
  void aGroupIsLockedWhileAnyOfItIsInFlight() {
    sendTo(queue, "g", "g1", "g2", "g3");
    sendTo(queue, "h", "h1");
    List<Delivery> held = receive(queue, 2);

    assertThat(bodies(receive(queue, 10))).containsExactly("h1");
    queue.delete(held.get(0).receiptHandle());
    assertThat(receive(queue, 10)).isEmpty();
    queue.delete(held.get(1).receiptHandle());
    assertThat(bodies(receive(queue, 10))).containsExactly("g3");
  }

  @Test
  void whatComesBackTakesItsOldPlace() {
    sendTo(queue, "g", "g1", "g2", "g3", "g4");
    List<Delivery> held = receive(queue, 3);

    queue.changeVisibility(held.get(2).receiptHandle(), 0);
    queue.changeVisibility(held.get(0).receiptHandle(), 0);
    queue.delete(held.get(1).receiptHandle());

    assertThat(bodies(receive(queue, 10))).containsExactly("g1", "g3", "g4");
  }

  @Test
  void expiryUnlocksTheGroupFromTheFirstMessageOn() {
    sendTo(queue, "g", "g1", "g2");
    receive(queue, 1);
    rig.pass(30);

    assertThat(bodies(receive(queue, 10))).containsExactly("g1", "g2");
  }

  @Test
  void anExpiredHandleDeletesNothingAndIsAnError() {
    sendTo(queue, "g", "g1");
    String handle = receive(queue, 1).get(0).receiptHandle();
    rig.pass(31);

    assertRefused("InvalidParameterValue", () -> queue.delete(handle));
    receive(queue, 1);
    assertRefused("InvalidParameterValue", () -> queue.delete(handle));

    assertThat(queue.counts().deleted()).isZero();
  }

  @Test
  void deletingAgainSucceeds() {
    sendTo(queue, "g", "g1");
    String handle = receive(queue, 1).get(0).receiptHandle();

    queue.delete(handle);
    queue.delete(handle);

    assertThat(queue.counts().deleted()).isEqualTo(1);
  }

  @Test
  void aDuplicateWithinFiveMinutesIsTheFirstMessage() {
    SendReceipt first = sendDuplicate();
    rig.pass(299);
    SendReceipt second = sendDuplicate();
    rig.pass(1);
    SendReceipt third = sendDuplicate();

    assertThat(second).isEqualTo(first);
    assertThat(third).isNotEqualTo(first);
    assertThat(queue.counts().sent()).isEqualTo(2);
  }

  private SendReceipt sendDuplicate() {
    return queue.send(RigMessage.of("a").inGroup("g").deduplicatedBy("id"), true);
  }

  @Test
  void deduplicatesByContentWhereTheQueueSaysSo() {
    HostedQueue byContent = rig.queue("content.fifo", "ContentBasedDeduplication", "true");
    byContent.send(RigMessage.of("a").inGroup("g"), true);
    byContent.send(RigMessage.of("a").inGroup("h"), true);
    byContent.send(RigMessage.of("b").inGroup("g"), true);

    assertThat(byContent.counts().sent()).isEqualTo(2);
    assertThat(byContent.messages().get(0).deduplicationId())
        .isEqualTo("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  }

  @Test
  void whatATestSendsItselfIsNoDuplicate() {
    queue.send(RigMessage.of("a").inGroup("g").deduplicatedBy("id"), false);
    queue.send(RigMessage.of("a").inGroup("g").deduplicatedBy("id"), false);

    assertThat(queue.counts().sent()).isEqualTo(2);
  }

  @Test
  void sequenceNumbersHaveTwentyDigitsAndGrow() {
    sendTo(queue, "g", "a", "b");
    List<Delivery> got = receive(queue, 10);
    String first = SystemAttribute.SEQUENCE_NUMBER.value(got.get(0));
    String second = SystemAttribute.SEQUENCE_NUMBER.value(got.get(1));

    assertThat(first).hasSize(20).isLessThan(second);
    assertThat(second).hasSize(20);
  }

  @Test
  void tooManyInFlightIsAnEmptyAnswer() {
    HostedQueue small =
        new QueueFixture(RigSettings.defaults().withInFlightLimits(3, 2)).queue("small.fifo");
    sendTo(small, "g", "a");
    sendTo(small, "h", "b");
    sendTo(small, "i", "c");

    assertThat(receive(small, 10)).hasSize(2);
    assertThat(receive(small, 10)).isEmpty();
  }

  @Test
  void anExhaustedMessageLeavesItsGroupUnlocked() {
    HostedQueue dead = rig.queue("dead.fifo");
    HostedQueue source =
        rig.queue(
            "source.fifo",
            "RedrivePolicy",
            "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":1}");
    sendTo(source, "g", "g1", "g2");
    receive(source, 1, 0);

    assertThat(bodies(receive(source, 10))).containsExactly("g2");
    assertThat(bodies(receive(dead, 10))).containsExactly("g1");
  }

  @Test
  void everyMessageOfManyGroupsComesInOrderThroughReleasesAndExpiries() {
    for (int i = 0; i < 500; i++) {
      sendTo(queue, "g" + i % 7, "%03d".formatted(i));
    }
    String[] last = new String[7];
    Random random = new Random(1);
    int deleted = 0;
    while (deleted < 500) {
      for (Delivery delivery : receive(queue, 10)) {
        if (random.nextInt(3) == 0) {
          // Nothing behind it in its group may be deleted before it.
          rig.pass(31);
          break;
        }
        String body = QueueFixture.body(delivery);
        int group = Integer.parseInt(body) % 7;
        assertThat(last[group] == null || last[group].compareTo(body) < 0).isTrue();
        last[group] = body;
        queue.delete(delivery.receiptHandle());
        deleted++;
      }
    }
    assertThat(queue.counts().visible()).isZero();
  }
}
