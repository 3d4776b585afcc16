package io.sealstream.benchmarks;

import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the rig until it is interrupted. */
@Command(
    name = "rig",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "An SQS server in memory, on 127.0.0.1, until it is interrupted.",
      "It prints its endpoint, then the URL of each queue, one a line.",
      ""
    },
    footer = {
      "",
      "While it runs:",
      "  GET  /rig/stats      its counters as JSON: actions, queues, highestOpen",
      "  POST /rig/settings   a JSON object with any of",
      "    roundTripMillis    20",
      "    queues             [{\"name\": \"a\", \"attributes\": {\"VisibilityTimeout\": \"60\"}}]",
      "    fill               [{\"queue\": \"a\", \"count\": 1000, \"bodyBytes\": 200, \"groups\": 1}]",
      "                       or \"bodies\": [\"...\"], taken in turn, instead of bodyBytes",
      "    purge              [\"a\"]",
      "    deleteQueues       [\"a\"]",
      "    refuse             {\"DeleteMessage\": \"AccessDenied\"}",
      "    allow              [\"DeleteMessage\"]",
      "    faults             {\"seed\": 1, \"rules\": [{\"kind\": \"HTTP_500\", \"rate\": 0.1,",
      "                        \"actions\": [\"ReceiveMessage\"], \"delayMillis\": 0}]}",
      "                       kinds: HTTP_500, THROTTLE, DROP_BEFORE, DROP_AFTER, DELAY,",
      "                       PARTIAL_BATCH; no actions means all",
      "    resetCounters      true",
      "    outageMillis       5000"
    })
final class RigCommand implements Callable<Integer> {

  @Option(names = "--port", paramLabel = "PORT", description = "Default: any free port.")
  private int port;

  @Option(
      names = "--rtt",
      paramLabel = "MS",
      description = "Milliseconds added to every answer. Default: ${DEFAULT-VALUE}.")
  private double roundTripMillis;

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description = "Makes this queue, a FIFO queue if it ends in .fifo. May be repeated.")
  private List<String> queues = List.of();

  @Option(
      names = "--visibility-timeout",
      paramLabel = "S",
      description = "Seconds, of the queues made here. Default: ${DEFAULT-VALUE}.")
  private int visibilitySeconds = 30;

  @Option(
      names = "--fill",
      paramLabel = "N",
      description = "Puts N messages into each queue. Default: ${DEFAULT-VALUE}.")
  private int fill;

  @Option(
      names = "--body-bytes",
      paramLabel = "N",
      description = "The size of each of them. Default: ${DEFAULT-VALUE}.")
  private int bodyBytes = 200;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Event loops. Default: ${DEFAULT-VALUE}.")
  private int threads = RigSettings.defaults().threads();

  @Option(
      names = "--until-input-ends",
      description = "Ends with its standard input, for who starts it.")
  private boolean untilInputEnds;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  public Integer call() throws IOException {
    RigSettings settings =
        RigSettings.defaults()
            .onPort(port)
            .withThreads(threads)
            .withRoundTrip(Duration.ofNanos((long) (roundTripMillis * 1e6)));
    try (SqsRig rig = SqsRig.start(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "rig-shutdown"));
      serve(rig);
      if (untilInputEnds) {
        System.in.transferTo(OutputStream.nullOutputStream());
      } else {
        never.await();
      }
    } catch (InterruptedException e) {
      // How it is told to end, as by a signal.
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private void serve(SqsRig rig) {
    PrintWriter out = spec.commandLine().getOut();
    String body = "x".repeat(bodyBytes);
    out.println(rig.endpoint());
    for (String name : queues) {
      String timeout = Integer.toString(visibilitySeconds);
      var queue = rig.createQueue(name, Map.of("VisibilityTimeout", timeout));
      queue.fill(fill, i -> body);
      out.println(queue.url());
    }
    out.flush();
  }
}
