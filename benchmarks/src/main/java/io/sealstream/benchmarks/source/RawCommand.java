package io.sealstream.benchmarks.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The raw loop in a process of its own, until its standard input ends. */
@Command(
    name = "raw",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Empties a queue with the AWS SDK alone, until standard input ends: receive ten,",
      "delete ten, again. A number on a line of its input is the new concurrency.",
      ""
    })
public final class RawCommand implements Callable<Integer> {

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Option(names = "--endpoint", paramLabel = "URL", required = true, description = "Of SQS.")
  private URI endpoint;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Option(names = "--queue-url", paramLabel = "URL", required = true, description = "The queue.")
  private String queueUrl;

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private HttpClientKind client = HttpClientKind.NETTY;

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "The highest concurrency. Default: ${DEFAULT-VALUE}.")
  private int max = 256;

  @Override
  public Integer call() throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (RawLoop loop = new RawLoop(client.open(endpoint, queueUrl, max))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        loop.lanes(Math.min(max, Integer.parseInt(line.strip())));
        @Nullable Throwable failure = loop.failure();
        if (failure != null) {
          throw new IllegalStateException("A request of the raw loop failed", failure);
        }
      }
    }
    return 0;
  }
}
