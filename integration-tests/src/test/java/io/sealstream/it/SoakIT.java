package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.Faults.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped pipeline under a steady load, with one request to SQS in a hundred that fails: what
 * the worker's process holds does not grow. The samples and their chart stay in target/soak.
 */
@Tag("alone")
@Timeout(3600)
class SoakIT {

  private static final int PER_SECOND = Scale.of(200, 1_000);
  private static final Duration DURATION = Duration.ofSeconds(Scale.of(30, 1_800));
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(Scale.of(1, 10));

  /** A receive whose answer is dropped hides its messages so long, after the flow as well. */
  private static final Duration VISIBILITY = Duration.ofSeconds(Scale.of(10, 30));

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** One request in a hundred, in every way to fail, and one batch in a hundred in part. */
  private static final Faults FAULTS =
      Faults.seeded(7)
          .with(Kind.HTTP_500, 0.0025)
          .with(Kind.THROTTLE, 0.0025)
          .with(Kind.DROP_BEFORE, 0.0025)
          .with(Kind.DROP_AFTER, 0.0025)
          .with(Kind.PARTIAL_BATCH, 0.01);

  @TempDir private Path logs;
  private RigPipeline pipeline;
  private WorkerProcess worker;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(ProcessFigures.areKnown(), "only Linux tells what a process holds");
    pipeline = RigPipeline.start(VISIBILITY);
    worker = WorkerProcess.startWarm(pipeline, logs.resolve("worker.log"));
    pipeline.post(worker.rest);
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  void whatTheWorkerHoldsDoesNotGrow() throws Exception {
    List<Sample> samples = new ArrayList<>();
    pipeline.backends().rig().faults(FAULTS);
    try (WorkerJmx jmx = WorkerJmx.attach(worker);
        LoginFlow flow = LoginFlow.start(pipeline, "soak", PER_SECOND)) {
      for (long second = 0; second < DURATION.toSeconds(); second += BETWEEN_SAMPLES.toSeconds()) {
        flow.awaitCount((int) ((second + BETWEEN_SAMPLES.toSeconds()) * PER_SECOND));
        samples.add(sample(second + BETWEEN_SAMPLES.toSeconds(), worker, jmx));
      }
    }
    keep(samples);
    pipeline.backends().rig().faults(Faults.none());
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    pipeline.report(
        "%d s at %,d a second, 1 %% faults".formatted(DURATION.toSeconds(), PER_SECOND));
    assertThat(pipeline.logins().counts().redelivered()).as("the work of faults").isPositive();

    assertFlat(samples, "live heap in MiB", Sample::heap, 8);
    assertFlat(samples, "resident memory in MiB", Sample::resident, 32);
    assertFlat(samples, "threads", Sample::threads, 2);
    assertFlat(samples, "open files", Sample::files, 16);
    assertFlat(samples, "sockets", Sample::sockets, 16);
    assertFlat(samples, "messages in flight", Sample::inFlight, 200);
    assertFlat(samples, "logins on their way", Sample::onTheirWay, Scale.of(1_000, 2_000));
  }

  /**
   * What there was at one moment.
   *
   * @param second since the beginning
   * @param heap in MiB, after a collection
   * @param resident memory of the process in MiB, as the system counts it
   * @param threads of the process, native ones included
   * @param inFlight received and not deleted
   * @param onTheirWay sent and not a row yet
   */
  record Sample(
      long second,
      double heap,
      double resident,
      double threads,
      double files,
      double sockets,
      double inFlight,
      double onTheirWay) {

    static final String HEADER =
        "second,live_heap_mib,resident_mib,threads,open_files,sockets,in_flight,on_their_way\n";

    String csv() {
      return String.format(
          Locale.ROOT,
          "%d,%.1f,%.1f,%.0f,%.0f,%.0f,%.0f,%.0f",
          second,
          heap,
          resident,
          threads,
          files,
          sockets,
          inFlight,
          onTheirWay);
    }
  }

  /** The heap last: what a collection frees beside the heap must not look closed. */
  private Sample sample(long second, WorkerProcess process, WorkerJmx jmx) throws IOException {
    ProcessFigures figures = ProcessFigures.of(process.pid());
    double inFlight = jmx.sourceMetric(ShippedConfig.SOURCE_NAME, "messages-in-flight");
    return new Sample(
        second,
        jmx.liveHeap(),
        figures.residentMebibytes(),
        figures.threads(),
        figures.files(),
        figures.sockets(),
        inFlight,
        pipeline.onTheirWay());
  }

  private static void keep(List<Sample> samples) throws IOException {
    Path folder = Files.createDirectories(Backends.LOG.resolveSibling("soak"));
    Files.writeString(
        folder.resolve("soak.csv"),
        Sample.HEADER
            + samples.stream().map(Sample::csv).collect(Collectors.joining("\n", "", "\n")));
    SoakChart.of(samples).writePng(folder.resolve("soak.png"));
  }

  /**
   * What grows raises the least of many samples; a pause of a busy machine raises some of them.
   * Those from the end of the first third on, when everything is warm, are compared with the last.
   */
  private static void assertFlat(
      List<Sample> samples, String what, ToDoubleFunction<Sample> value, double more) {
    int warm = samples.size() / 3;
    int many = samples.size() / Scale.of(3, 6);
    double before = least(samples.subList(warm, warm + many), value);
    double after = least(samples.subList(samples.size() - many, samples.size()), value);
    Scale.measured("%s: %,.0f, then %,.0f", what, before, after);
    assertThat(after).as(what).isLessThanOrEqualTo(before + more);
  }

  private static double least(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).min().orElseThrow();
  }
}
