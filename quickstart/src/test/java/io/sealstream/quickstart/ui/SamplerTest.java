package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private final AtomicLong nanos = new AtomicLong();
  private final FakePipeline pipeline = new FakePipeline();
  private final FollowedLogins followed = new FollowedLogins(nanos::get);
  private final Sampler sampler = new Sampler(pipeline, followed, nanos::get);

  @Test
  void aReadingThatFailsLeavesTheOldNumbersWithTheirAgeAndSaysWhy() {
    pipeline.rows = 7;
    nanos.set(5);
    sampler.sample();

    pipeline.refusal = new PipelineException("PostgreSQL is away.", new IOException("details"));
    nanos.set(9);
    sampler.sample();

    assertThat(sampler.latest().reading().rows()).isEqualTo(7);
    assertThat(sampler.latest().readAt()).isEqualTo(5);
    assertThat(sampler.latest().problem()).isEqualTo("PostgreSQL is away.");
  }

  @Test
  void theNextReadingThatSucceedsIsLiveAgain() {
    pipeline.refusal = new PipelineException("PostgreSQL is away.", new IOException("details"));
    sampler.sample();
    pipeline.refusal = null;
    nanos.set(9);
    sampler.sample();

    assertThat(sampler.latest().problem()).isNull();
    assertThat(sampler.latest().readAt()).isEqualTo(9);
  }

  @Test
  void aMistakeOfOursIsAProblemOfThePageAndSaysNothingOfItself() {
    pipeline.bug = new IllegalStateException("a value");
    sampler.sample();

    assertThat(sampler.latest().problem())
        .isEqualTo("The pipeline cannot be read; the servers' log says why.");
  }

  @Test
  void anErrorThatEndsTheReadingIsAProblemOfThePage() {
    sampler.start();
    pipeline.error = new NoClassDefFoundError("a class");
    sampler.wake();

    await()
        .untilAsserted(
            () ->
                assertThat(sampler.latest().problem())
                    .isEqualTo("The pipeline is read no more; the servers' log says why."));
    assertThat(sampler.latest().reading()).isNotNull();
  }

  @Test
  void aLoginIsLookedForUntilItEnded() {
    followed.add("m1");
    pipeline.whereabouts.put("m1", new Reading.Whereabouts(true, Readings.ROW, null));
    sampler.sample();

    assertThat(followed.all().get(0).row()).isEqualTo(Readings.ROW);
    assertThat(followed.open()).isEmpty();
  }

  @Test
  void aReadingThatIsInterruptedByTheEndIsNoProblem() {
    pipeline.rows = 3;
    sampler.start();
    pipeline.hangs = true;
    sampler.wake();
    await().until(() -> pipeline.hanging);

    sampler.close();

    assertThat(sampler.latest().problem()).isNull();
    assertThat(sampler.latest().reading().rows()).isEqualTo(3);
  }

  @Test
  void itReadsInAThreadOfItsOwnUntilItIsClosed() {
    sampler.start();
    pipeline.rows = 3;
    sampler.wake();
    await().until(() -> sampler.latest().reading().rows() == 3);

    sampler.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("ui-sampler"));
  }
}
