package io.sealstream.benchmarks;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many requests the rig itself serves, client included: whether it measures itself. */
@Command(
    name = "rig-speed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills a queue of a rig in this process, and empties it over HTTP as fast as it goes:",
      "each connection receives ten messages and deletes them in one batch, again and again.",
      "The first half is warm-up; it prints the requests per second of the second.",
      ""
    })
final class RigSpeedCommand implements Callable<Integer> {

  /** Below this a benchmark at 0 ms would measure the rig. */
  static final int NEEDED_PER_SECOND = 20_000;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Messages to receive and delete. Default: ${DEFAULT-VALUE}.")
  private int messages = 2_000_000;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections, each with one request at a time. Default: ${DEFAULT-VALUE}.")
  private int connections = 64;

  @Option(
      names = "--body-bytes",
      paramLabel = "N",
      description = "The size of a message. Default: ${DEFAULT-VALUE}.")
  private int bodyBytes = 200;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (SqsRig rig = SqsRig.start(RigSettings.defaults())) {
      RigQueue queue = rig.createQueue("speed");
      String body = "x".repeat(bodyBytes);
      queue.fill(messages, i -> body);
      DrainLoad.Result result = DrainLoad.run(rig.endpoint(), queue.url(), connections, messages);
      long perSecond = Math.round(result.requestsPerSecond());
      out.printf(
          "%,d requests/s (receive 10, delete 10) on %d connections, %.1f µs of CPU each,"
              + " %,d messages deleted%n",
          perSecond, connections, result.cpuMicrosPerRequest(), queue.counts().deleted());
      out.flush();
      return perSecond >= NEEDED_PER_SECOND && queue.counts().deleted() == messages ? 0 : 1;
    }
  }
}
