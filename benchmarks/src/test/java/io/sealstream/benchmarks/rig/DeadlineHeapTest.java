package io.sealstream.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {

  private final DeadlineHeap heap = new DeadlineHeap();

  @Test
  void givesOutWhatIsDueInOrderWhateverIsRemovedBetween() {
    Random random = new Random(5);
    List<StoredMessage> messages = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      StoredMessage message = new StoredMessage(i, new UUID(0, i), new byte[0], 0, null);
      message.dueAt = random.nextInt(300);
      heap.add(message);
      messages.add(message);
    }
    List<StoredMessage> kept = new ArrayList<>();
    for (StoredMessage message : messages) {
      if (random.nextBoolean()) {
        heap.remove(message);
        assertThat(message.heapIndex).isEqualTo(DeadlineHeap.ABSENT);
      } else {
        kept.add(message);
      }
    }
    assertThat(heap.size()).isEqualTo(kept.size());

    List<Long> due = new ArrayList<>();
    for (StoredMessage next = heap.pollDue(299); next != null; next = heap.pollDue(299)) {
      due.add(next.dueAt * 10_000 + next.sequence);
    }

    assertThat(due).hasSize(kept.size()).isSorted();
    assertThat(heap.nextDue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void keepsWhatIsNotDue() {
    StoredMessage message = new StoredMessage(1, new UUID(0, 1), new byte[0], 0, null);
    message.dueAt = 10;
    heap.add(message);

    assertThat(heap.pollDue(9)).isNull();
    assertThat(heap.nextDue()).isEqualTo(10);
    assertThat(heap.pollDue(10)).isSameAs(message);
  }
}
