package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Rings that are written by several tasks, which come, go and crash, and read by all of them: an id
 * is known from its commit until its message is deleted and the retention has passed since.
 */
class CommittedIdsPropertyTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";
  private static final Duration RETENTION = Duration.ofMinutes(5);

  /** A message that was produced. */
  private static final class Produced {
    private final ShortId id;
    private final int run;
    private long deletedNanos;
    private boolean deleted;

    Produced(ShortId id, int run) {
      this.id = id;
      this.run = run;
    }
  }

  /** One run of a task. */
  private record Run(int number, CommittedIdRing ring, CommittedIds ids) {}

  @Property(tries = 200)
  void anIdIsKnownForAsLongAsItMatters(@ForAll long seed) {
    new World(new Random(seed)).run();
  }

  /** One try. */
  private static final class World {

    private final ManualTime time = new ManualTime();
    private final FakeOffsets offsets = new FakeOffsets();
    private final List<Run> tasks = new ArrayList<>();
    private final List<Produced> produced = new ArrayList<>();
    private final List<ShortId> neverCommitted = new ArrayList<>();
    private int runs;

    private final Random random;

    World(Random random) {
      this.random = random;
    }

    void run() {
      startTasks(1 + random.nextInt(3));
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> produce();
          case 4, 5, 6 -> deleteSome();
          case 7 -> time.advance(RETENTION.dividedBy(1 + random.nextInt(20)));
          case 8 -> restart(random.nextInt(tasks.size()));
          case 9 -> crashBeforeCommit();
          case 10 -> {
            if (random.nextInt(5) == 0) {
              startTasks(1 + random.nextInt(3));
            }
          }
          default -> lookUp(tasks.get(random.nextInt(tasks.size())));
        }
      }
      tasks.forEach(this::lookUp);
    }

    private void startTasks(int count) {
      tasks.clear();
      for (int task = 0; task < count; task++) {
        tasks.add(start(task, count));
      }
    }

    private void restart(int task) {
      tasks.set(task, start(task, tasks.size()));
    }

    private Run start(int task, int count) {
      CommittedIdRing ring =
          new CommittedIdRing(QUEUE, task, RETENTION, time::nanoseconds, time::milliseconds);
      CommittedIds ids = new CommittedIds(QUEUE, count, offsets, group -> {});
      ids.read();
      ring.restore(ids.slots(task));
      return new Run(runs++, ring, ids);
    }

    private Map<CommittedIdRing.Group, List<ShortId>> transaction(Run run) {
      Map<CommittedIdRing.Group, List<ShortId>> groups = new LinkedHashMap<>();
      int messages = 1 + random.nextInt(100);
      CommittedIdRing.Group group = run.ring().begin();
      for (int i = 0; i < messages; i++) {
        if (group.isFull()) {
          group = run.ring().begin();
        }
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        ShortId id = new ShortId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        group.list(id, null);
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(id);
      }
      return groups;
    }

    private void produce() {
      Run run = tasks.get(random.nextInt(tasks.size()));
      Map<Map<String, Object>, Map<String, Object>> written = new HashMap<>();
      transaction(run)
          .forEach(
              (group, ids) -> {
                written.put(group.partition(), group.offset());
                ids.forEach(id -> produced.add(new Produced(id, run.number())));
              });
      offsets.commit(written);
    }

    private void crashBeforeCommit() {
      int task = random.nextInt(tasks.size());
      transaction(tasks.get(task)).values().forEach(neverCommitted::addAll);
      restart(task);
    }

    /** Those of tasks that have ended since are deleted too, but nobody notes it. */
    private void deleteSome() {
      int count = random.nextInt(60);
      for (Produced one : produced) {
        if (!one.deleted && count > 0 && random.nextInt(4) > 0) {
          tasks.stream()
              .filter(run -> run.number() == one.run)
              .forEach(run -> run.ring().deleted(one.id));
          one.deleted = true;
          one.deletedNanos = time.nanoseconds();
          count--;
        }
      }
    }

    private void lookUp(Run run) {
      run.ids().read();
      for (Produced one : produced) {
        boolean matters =
            !one.deleted || time.nanoseconds() - one.deletedNanos < RETENTION.toNanos();
        if (matters) {
          assertThat(run.ids().find(one.id)).as("%s of run %d", one.id, one.run).isNotNull();
        }
      }
      assertThat(neverCommitted).allMatch(id -> run.ids().find(id) == null);
    }
  }
}
