package io.sealstream.benchmarks.peer;

import io.awspring.cloud.sqs.listener.BackPressureMode;
import io.awspring.cloud.sqs.listener.ListenerMode;
import picocli.CommandLine.Option;

/**
 * The settings of the listener that matter for its speed. The defaults carried most of those tried.
 */
final class SpringTuning {

  /** What makes the requests to SQS. */
  enum HttpClient {
    NETTY,
    CRT
  }

  @Option(
      names = "--http-client",
      paramLabel = "CLIENT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  HttpClient httpClient = HttpClient.CRT;

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      description = "Messages in the listener's hands. Default: ${DEFAULT-VALUE}.")
  int maxConcurrentMessages = 3000;

  @Option(
      names = "--max-per-poll",
      paramLabel = "N",
      description = {
        "More than 10 are several receives at once, whose messages wait for the slowest of them:",
        "at the end of a queue that is a long poll. Default: ${DEFAULT-VALUE}."
      })
  int maxMessagesPerPoll = 10;

  @Option(
      names = "--listener-mode",
      paramLabel = "MODE",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  ListenerMode listenerMode = ListenerMode.BATCH;

  @Option(
      names = "--back-pressure",
      paramLabel = "MODE",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  BackPressureMode backPressure = BackPressureMode.FIXED_HIGH_THROUGHPUT;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "To SQS at most. Default: ${DEFAULT-VALUE}.")
  int connections = 400;

  @Option(
      names = "--ack-interval",
      paramLabel = "MS",
      description = "Messages wait no longer to be deleted. Default: ${DEFAULT-VALUE}.")
  long acknowledgementMillis = 100;

  @Option(
      names = "--ack-threshold",
      paramLabel = "N",
      description = "So many are deleted at once, ten a request. Default: ${DEFAULT-VALUE}.")
  int acknowledgementThreshold = 100;

  @Option(
      names = "--linger",
      paramLabel = "MS",
      description = "The producer's linger.ms. Default: ${DEFAULT-VALUE}.")
  int lingerMillis = 50;
}
