package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Events that are sent in several messages each, to a standard queue or to groups of a FIFO queue.
 * All of this happens to them: acknowledgements in any order, records that Kafka does not take or a
 * transform drops, messages that are given back. In the end every event is in the topic once, if
 * not all of its messages were dropped.
 */
class RepetitionPropertyTest {

  enum Step {
    SEND,
    SEND_AGAIN,
    RECEIVE,
    POLL,
    ACKNOWLEDGE,
    ACKNOWLEDGE_ANOTHER,
    DROP,
    REJECT,
    FAIL,
    GIVE_BACK
  }

  @Property(tries = 1000)
  void everyEventIsProducedOnce(
      @ForAll boolean fifo, @ForAll @Size(min = 10, max = 120) List<Step> steps, @ForAll long seed)
      throws Exception {
    World world = new World(fifo, new Random(seed));
    for (Step step : steps) {
      world.take(step);
    }
    world.finish();

    assertThat(world.topic)
        .extracting(Sent::event)
        .containsExactlyInAnyOrderElementsOf(world.expected());
    if (fifo) {
      world.assertGroupsAreInOrder();
    }
  }

  /** A message as its producer sent it: the event is its body. */
  private record Sent(int number, String event, String group) {

    String id() {
      return "message " + number;
    }

    SqsMessage delivery() {
      Map<String, String> attributes =
          Map.of("MessageGroupId", group, "SequenceNumber", String.valueOf(number));
      return new SqsMessage(id(), "handle", event, Map.of(), attributes);
    }
  }

  /** A queue, a task's ledger, and the topic. */
  private static final class World {
    private final Random random;
    private final ManualEngine time = new ManualEngine();
    private final FakeSqsQueue queue;
    private final InFlightLedger ledger;
    private final List<Sent> sent = new ArrayList<>();
    private final TreeMap<Integer, Sent> inQueue = new TreeMap<>();
    private final List<InFlightMessage> inProducer = new ArrayList<>();
    private final Set<Sent> dropped = new HashSet<>();
    private final List<Sent> topic = new ArrayList<>();

    World(boolean fifo, Random random) {
      this.random = random;
      queue = new FakeSqsQueue(fifo ? "logins.fifo" : "logins", time::nanos);
      ledger =
          new InFlightLedger(
              new Room(64, 100, 1_000_000, List.of(queue.url())),
              SqsMessage::sizeInBytes,
              100,
              time::nanos,
              Duration.ZERO,
              new Events(Duration.ofHours(1), time::nanos, System::currentTimeMillis));
      ledger.onRepetitions(repeated -> repeated.forEach(this::deleteRepetition));
    }

    void take(Step step) throws InterruptedException {
      switch (step) {
        case SEND -> send("event " + sent.size());
        case SEND_AGAIN -> send(sent.isEmpty() ? "event" : oneOf(sent).event());
        case RECEIVE -> receive(1 + random.nextInt(4));
        case POLL -> poll(1 + random.nextInt(3));
        case ACKNOWLEDGE, ACKNOWLEDGE_ANOTHER -> acknowledge();
        case DROP -> drop();
        case REJECT -> reject();
        case FAIL -> fail();
        case GIVE_BACK -> ledger.withdraw();
      }
    }

    private void send(String event) {
      Sent message = new Sent(sent.size(), event, "group " + random.nextInt(3));
      sent.add(message);
      inQueue.put(message.number(), message);
    }

    /** What is visible, in its order; of a FIFO queue's group nothing behind what is in flight. */
    private void receive(int max) throws InterruptedException {
      List<SqsMessage> found = new ArrayList<>();
      Set<String> inFlight = new HashSet<>();
      for (Sent message : inQueue.values()) {
        boolean held = ledger.find(queue.url(), message.id()) != null;
        if (held) {
          inFlight.add(message.group());
        } else if (found.size() < max && !(queue.isFifo() && inFlight.contains(message.group()))) {
          found.add(message.delivery());
        }
      }
      ledger.takeReady(0, Duration.ZERO);
      InFlightLedger.Admission admission =
          ledger.admit(ledger.tryReserve(queue), queue, found, Duration.ofHours(1));
      ledger.ready(admission.fresh().stream().map(this::mapped).toList());
    }

    private MappedMessage mapped(InFlightMessage message) {
      SourceRecord record = TestMessages.stringMapper().map(queue, message.message()).record();
      return new MappedMessage(
          message, record, ShortId.ofEvent(queue.url(), message.message().body()));
    }

    private void poll(int max) throws InterruptedException {
      ledger.takeReady(max, Duration.ZERO).forEach(r -> inProducer.add(ledger.messageOf(r)));
    }

    private void acknowledge() {
      InFlightMessage message = takeOne();
      if (message != null) {
        topic.add(sent(message));
        assertThat(ledger.acknowledge(message)).isTrue();
        delete(message);
      }
    }

    private void drop() {
      InFlightMessage message = takeOne();
      if (message != null) {
        dropped.add(sent(message));
        assertThat(ledger.settle(message)).isTrue();
        delete(message);
      }
    }

    /** As a dead letter. */
    private void reject() {
      InFlightMessage message = takeOne();
      if (message != null) {
        dropped.add(sent(message));
        assertThat(ledger.reject(message)).isTrue();
        assertThat(ledger.settle(message)).isTrue();
        delete(message);
      }
    }

    private void fail() {
      InFlightMessage message = takeOne();
      if (message != null) {
        ledger.forget(message);
      }
    }

    private void deleteRepetition(InFlightMessage message) {
      assertThat(topic).extracting(Sent::event).contains(sent(message).event());
      delete(message);
    }

    private void delete(InFlightMessage message) {
      inQueue.remove(sent(message).number());
      assertThat(ledger.forgetIfHandleIs(message, "handle")).isTrue();
    }

    /** Everything is received, and Kafka takes it. */
    void finish() throws InterruptedException {
      for (int round = 0; round < 1000 && !inQueue.isEmpty(); round++) {
        receive(10);
        poll(10);
        while (!inProducer.isEmpty()) {
          acknowledge();
        }
      }
      assertThat(inQueue).as("nothing is left in the queue").isEmpty();
      assertThat(ledger.size()).isZero();
    }

    void assertGroupsAreInOrder() {
      Map<String, List<Integer>> numbers = new TreeMap<>();
      topic.forEach(
          message ->
              numbers
                  .computeIfAbsent(message.group(), group -> new ArrayList<>())
                  .add(message.number()));
      assertThat(numbers.values()).allSatisfy(group -> assertThat(group).isSorted());
    }

    /** The events of which not all messages were dropped. */
    Set<String> expected() {
      Set<String> events = new HashSet<>();
      sent.stream()
          .filter(message -> !dropped.contains(message))
          .forEach(m -> events.add(m.event()));
      return events;
    }

    private Sent sent(InFlightMessage message) {
      return sent.stream()
          .filter(one -> one.id().equals(message.message().id()))
          .findFirst()
          .orElseThrow();
    }

    private InFlightMessage takeOne() {
      return inProducer.isEmpty() ? null : inProducer.remove(random.nextInt(inProducer.size()));
    }

    private <T> T oneOf(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
