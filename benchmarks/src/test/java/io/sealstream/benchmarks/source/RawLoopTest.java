package io.sealstream.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RawLoopTest {

  /** Answers when it is told to. */
  private static final class HeldCalls implements SqsCalls {
    final Deque<CompletableFuture<Void>> open = new ArrayDeque<>();
    boolean closed;

    @Override
    public CompletableFuture<Void> receiveAndDelete() {
      CompletableFuture<Void> call = new CompletableFuture<>();
      open.add(call);
      return call;
    }

    void answerAll() {
      int now = open.size();
      for (int i = 0; i < now; i++) {
        open.remove().complete(null);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final HeldCalls calls = new HeldCalls();
  private final RawLoop loop = new RawLoop(calls);

  @Test
  void asManyAreOpenAsWanted() {
    loop.lanes(3);
    assertThat(calls.open).hasSize(3);

    calls.answerAll();
    assertThat(calls.open).as("each begins again").hasSize(3);

    loop.lanes(5);
    assertThat(calls.open).hasSize(5);
  }

  @Test
  void aLaneTooManyEndsAfterItsAnswer() {
    loop.lanes(5);
    loop.lanes(2);
    assertThat(calls.open).hasSize(5);

    calls.answerAll();

    assertThat(calls.open).hasSize(2);
  }

  @Test
  void aFailureIsKeptAndEndsItsLane() {
    loop.lanes(2);
    IllegalStateException refused = new IllegalStateException("refused");

    calls.open.remove().completeExceptionally(refused);

    assertThat(loop.failure()).isSameAs(refused);
    assertThat(calls.open).hasSize(1);
  }

  @Test
  void closingEndsEveryLane() {
    loop.lanes(2);

    loop.close();
    calls.answerAll();

    assertThat(calls.open).isEmpty();
    assertThat(calls.closed).isTrue();
  }
}
