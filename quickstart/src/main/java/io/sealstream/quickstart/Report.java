package io.sealstream.quickstart;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.ui.LivePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a run, as {@code --report} writes it.
 *
 * @param sent messages that the queue took
 * @param rows rows of user_logins that this run added
 * @param deadLettered messages that this run added to the dead letter queue, and records that it
 *     added to the sink's dead letter topic
 * @param seconds from the first message sent to the last one accounted for
 * @param endpoints where the servers are while they are up
 * @param topic the topic that the source writes to
 * @param keysetFile the keyset of the run
 * @param sinks how many records each sink holds, by its name, those of earlier runs too; null, and
 *     not in the report, where no sinks were named
 */
@JsonPropertyOrder({
  "sent",
  "rows",
  "dead_lettered",
  "seconds",
  "endpoints",
  "topic",
  "keysetFile",
  "sinks"
})
record Report(
    long sent,
    long rows,
    @JsonProperty("dead_lettered") long deadLettered,
    double seconds,
    Endpoints endpoints,
    String topic,
    String keysetFile,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Long> sinks) {

  /**
   * Addresses of the run's servers.
   *
   * @param bootstrap Kafka, host:port
   * @param connect Connect's REST API
   * @param sqs the SQS endpoint
   * @param jdbc the database; with its credentials if this run started it
   * @param ui the page; null, and not in the report, where there is none
   */
  @JsonPropertyOrder({
    "bootstrap",
    "connect",
    "sqs",
    "queueUrl",
    "deadLetterQueueUrl",
    "jdbc",
    "ui"
  })
  record Endpoints(
      String bootstrap,
      String connect,
      String sqs,
      String queueUrl,
      String deadLetterQueueUrl,
      String jdbc,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ui) {

    /** Of a run without a page. */
    Endpoints(
        String bootstrap,
        String connect,
        String sqs,
        String queueUrl,
        String deadLetterQueueUrl,
        String jdbc) {
      this(bootstrap, connect, sqs, queueUrl, deadLetterQueueUrl, jdbc, null);
    }

    /** The same, with the page. */
    Endpoints with(@Nullable LivePage page) {
      return new Endpoints(
          bootstrap,
          connect,
          sqs,
          queueUrl,
          deadLetterQueueUrl,
          jdbc,
          page == null ? null : page.url());
    }
  }

  /** Writes the report so that whoever waits for the file never sees a part of it. */
  void write(Path file) {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    try {
      byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
      Files.write(temporary, json);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw QuickstartException.of("The report cannot be written to " + file, e);
    }
  }

  /** Removes the report of an earlier run, and finds out early whether one can be written. */
  static void prepare(Path file) {
    OutputFile.requireWritable("report", file);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw QuickstartException.of("The report of an earlier run cannot be removed", e);
    }
  }
}
