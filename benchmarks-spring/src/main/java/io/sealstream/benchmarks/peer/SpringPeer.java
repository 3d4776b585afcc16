package io.sealstream.benchmarks.peer;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the bridge until standard input ends, so that it cannot outlive who started it. */
@Command(
    name = "spring-peer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Moves the messages of an SQS queue to a Kafka topic with Spring Cloud AWS and spring-kafka,",
      "until its standard input is closed or it is told to end. It deletes what Kafka acknowledged.",
      ""
    })
public final class SpringPeer implements Callable<Integer> {

  @Option(names = "--endpoint", required = true, paramLabel = "URL", description = "Of SQS.")
  @Nullable URI endpoint;

  @Option(names = "--queue-url", required = true, paramLabel = "URL", description = "The queue.")
  String queueUrl = "";

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "A Kafka broker.")
  String bootstrap = "";

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "NAME",
      description = "A topic that exists.")
  String topic = "";

  @Mixin private final SpringTuning tuning = new SpringTuning();

  /**
   * Runs until it is told to end: 0 after a clean end, 1 if it could not run, 2 if the command line
   * is wrong.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SpringPeer()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (endpoint == null) {
      throw new IllegalStateException("picocli requires --endpoint");
    }
    try (SpringBridge bridge = new SpringBridge(endpoint, bootstrap, tuning)) {
      bridge.start(queueUrl, topic);
      Runtime.getRuntime().addShutdownHook(new Thread(bridge::close, "spring-peer-shutdown"));
      while (System.in.read() >= 0) {
        // What is written means nothing; only the end does.
      }
    }
    return 0;
  }
}
