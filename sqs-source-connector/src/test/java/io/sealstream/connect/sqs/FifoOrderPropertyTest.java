package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Two tasks on one FIFO queue, to which all of this happens in any order: sends that fail,
 * acknowledgements that come late or never, poison, records that are skipped, tasks that stop with
 * records in their producer, renewals and deletes that fail for minutes, receipts that SQS does not
 * know any more, pauses. In the end every message is in the topic or among the dead letters, and
 * the first occurrences of each group are in the order in which they were sent.
 */
class FifoOrderPropertyTest {

  enum Step {
    SEND,
    SEND_MORE,
    SEND_POISON,
    PASS_TIME,
    POLL,
    POLL_AGAIN,
    ACKNOWLEDGE,
    ACKNOWLEDGE_ANOTHER,
    FAIL_TO_SEND,
    SKIP,
    RESTART,
    WRITE_LATE,
    BREAK_OR_MEND_RENEWALS,
    LOSE_SOME_RECEIPTS,
    BREAK_OR_MEND_DELETES,
    PAUSE_OR_RESUME
  }

  @Property(tries = 400)
  void firstOccurrencesOfEveryGroupAreInOrder(
      @ForAll @Size(min = 20, max = 150) List<Step> steps, @ForAll long seed) throws Exception {
    World world = new World(new Random(seed));
    for (Step step : steps) {
      world.take(step);
    }
    world.finish();

    assertThat(world.firstOccurrences()).isEqualTo(world.expected());
  }

  private static SchemaAndValue parse(String body) {
    if (body.startsWith("poison")) {
      throw new PoisonException("poison");
    }
    return ValueFormat.string().parse(body);
  }

  /** The part of the common time's engine that one task uses, until it stops. */
  private static final class TaskEngine implements Engine {
    private final ManualEngine common;
    private boolean closed;

    TaskEngine(ManualEngine common) {
      this.common = common;
    }

    @Override
    public void execute(Runnable work) {
      common.execute(() -> runIfOpen(work));
    }

    @Override
    public void schedule(Runnable work, Duration delay) {
      common.schedule(() -> runIfOpen(work), delay);
    }

    private void runIfOpen(Runnable work) {
      if (!closed) {
        work.run();
      }
    }
  }

  /** A task with its producer. */
  private static final class Task {
    private final TaskEngine engine;
    private final EngineFixture fixture;
    private final Receivers receivers;
    private final Intake intake;
    private final RejectedMessages rejected;
    private final List<SourceRecord> inProducer = new ArrayList<>();
    private boolean paused;

    Task(ManualEngine common, FakeSqsQueue queue) {
      engine = new TaskEngine(common);
      fixture = new EngineFixture(common, engine, 50, "orders.fifo");
      rejected = fixture.rejected(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.DEAD_LETTER);
      intake = fixture.intake(rejected, FifoOrderPropertyTest::parse);
      receivers = fixture.receivers(queue, intake, 4);
      fixture.ledger.onRoom(receivers::resume);
      fixture.ledger.onOrphans(fixture.releaser::release);
      new PauseWatch(fixture.ledger, intake, engine).start();
      fixture.keepPolling();
      receivers.start();
    }

    void stop() {
      receivers.stop();
      intake.close();
      fixture.deleter.hurry();
      fixture.stopPolling();
      fixture.engine.run();
      engine.closed = true;
    }
  }

  /** The queue, the tasks, and the topic. */
  private static final class World {
    private final Random random;
    private final ManualEngine engine = new ManualEngine();
    private final FakeSqsQueue queue = new FakeSqsQueue("orders.fifo", engine::nanos);
    private final Map<String, List<String>> sent = new LinkedHashMap<>();
    private final Map<String, List<String>> topic = new LinkedHashMap<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<SourceRecord> ofStoppedTasks = new ArrayList<>();
    private final Set<String> skipped = new HashSet<>();
    private int messages;

    World(Random random) {
      this.random = random;
      tasks.add(new Task(engine, queue));
      tasks.add(new Task(engine, queue));
      engine.run();
    }

    void take(Step step) throws InterruptedException {
      switch (step) {
        case SEND -> send(1);
        case SEND_MORE -> send(12);
        case SEND_POISON -> sendPoison();
        case PASS_TIME -> passTime(Duration.ofSeconds(1 + random.nextInt(40)));
        case POLL, POLL_AGAIN -> poll(oneOf(tasks));
        case ACKNOWLEDGE, ACKNOWLEDGE_ANOTHER -> acknowledgeOne(oneOf(tasks));
        case FAIL_TO_SEND -> failToSend(oneOf(tasks));
        case SKIP -> skip(oneOf(tasks));
        case RESTART -> restart(random.nextInt(tasks.size()));
        case WRITE_LATE -> writeLate();
        case BREAK_OR_MEND_RENEWALS -> breakOrMend("extend");
        case LOSE_SOME_RECEIPTS -> loseSomeReceipts();
        case BREAK_OR_MEND_DELETES -> breakOrMend("delete");
        case PAUSE_OR_RESUME -> pauseOrResume(oneOf(tasks));
      }
      engine.run();
    }

    private void send(int count) {
      for (int i = 0; i < count; i++) {
        String group = "group " + random.nextInt(3);
        String body = group + ", " + messages++;
        sent.computeIfAbsent(group, g -> new ArrayList<>()).add(body);
        queue.addToGroup(group, body);
      }
    }

    private void sendPoison() {
      queue.addToGroup("group " + random.nextInt(3), "poison " + messages++);
    }

    /** SQS knows some deliveries no more: a renewal of one is refused for good. */
    private void loseSomeReceipts() {
      int some = random.nextInt(4);
      queue.refuseExtensions(handle -> handle.hashCode() % 4 == some, false);
    }

    private void passTime(Duration time) {
      engine.advance(time);
      queue.answerOpenPolls();
      engine.run();
    }

    private void poll(Task task) throws InterruptedException {
      if (!task.paused) {
        task.inProducer.addAll(
            task.fixture.ledger.takeReady(1 + random.nextInt(20), Duration.ZERO));
      }
    }

    private void acknowledgeOne(Task task) {
      SourceRecord record = takeOne(task.inProducer);
      if (record == null) {
        return;
      }
      write(record);
      InFlightMessage message = find(task, record);
      if (message != null && task.fixture.ledger.settle(message)) {
        task.fixture.deleter.delete(message);
      }
    }

    private void failToSend(Task task) {
      SourceRecord record = takeOne(task.inProducer);
      InFlightMessage message = record == null ? null : find(task, record);
      if (message != null) {
        task.rejected.notTaken(message);
      }
    }

    /** A transform dropped the record: its policy sends it to the dead letter queue. */
    private void skip(Task task) {
      SourceRecord record = takeOne(task.inProducer);
      InFlightMessage message = record == null ? null : find(task, record);
      if (message != null) {
        skipped.add(String.valueOf(record.value()));
        task.rejected.skipped(message);
      }
    }

    private void restart(int index) {
      Task old = tasks.get(index);
      old.stop();
      ofStoppedTasks.addAll(old.inProducer);
      tasks.set(index, new Task(engine, queue));
    }

    private void writeLate() {
      SourceRecord record = takeOne(ofStoppedTasks);
      if (record != null) {
        write(record);
      }
    }

    private void breakOrMend(String action) {
      if (random.nextBoolean()) {
        queue.failing(action, new RetriableException("HTTP 503"));
      } else {
        queue.healed(action);
      }
    }

    private void pauseOrResume(Task task) {
      task.paused = !task.paused;
      if (task.paused) {
        task.fixture.stopPolling();
      } else {
        task.fixture.keepPolling();
      }
    }

    /** Everything is mended, and the tasks finish. */
    void finish() throws InterruptedException {
      queue.healed("extend");
      queue.refuseExtensions(handle -> false, false);
      queue.healed("delete");
      for (Task task : tasks) {
        if (task.paused) {
          pauseOrResume(task);
        }
      }
      for (int round = 0; round < 2_000 && queue.size() > 0; round++) {
        for (Task task : tasks) {
          poll(task);
          while (!task.inProducer.isEmpty()) {
            acknowledgeOne(task);
          }
        }
        passTime(Duration.ofMillis(500));
      }
      assertThat(queue.bodies()).as("nothing is left in the queue").isEmpty();
      tasks.forEach(task -> task.fixture.failure.throwIfSet());
    }

    private void write(SourceRecord record) {
      String body = String.valueOf(record.value());
      String group = body.substring(0, body.indexOf(','));
      topic.computeIfAbsent(group, g -> new ArrayList<>()).add(body);
    }

    /** What was sent and has to be in the topic. */
    Map<String, List<String>> expected() {
      return withoutSkipped(sent);
    }

    /** What is in the topic, repetitions left out. */
    Map<String, List<String>> firstOccurrences() {
      return withoutSkipped(topic);
    }

    /** One that was skipped is a dead letter; the producer of a stopped task may still write it. */
    private Map<String, List<String>> withoutSkipped(Map<String, List<String>> groups) {
      Map<String, List<String>> left = new TreeMap<>();
      groups.forEach(
          (group, all) -> {
            Set<String> bodies = new LinkedHashSet<>(all);
            bodies.removeAll(skipped);
            if (!bodies.isEmpty()) {
              left.put(group, List.copyOf(bodies));
            }
          });
      return left;
    }

    private static InFlightMessage find(Task task, SourceRecord record) {
      return task.fixture.ledger.find(
          RecordMapper.queueUrlOf(record), RecordMapper.messageIdOf(record));
    }

    private SourceRecord takeOne(List<SourceRecord> records) {
      return records.isEmpty() ? null : records.remove(random.nextInt(records.size()));
    }

    private <T> T oneOf(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
