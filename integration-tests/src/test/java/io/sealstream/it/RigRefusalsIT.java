package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.quickstart.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is said, in the answer to a configuration or in a failed task's status, of trouble that
 * somebody has to mend; and that nothing is lost by it.
 */
@Timeout(600)
class RigRefusalsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NO_QUEUE =
      ": this queue does not exist. Check its URL, the region and the account";

  private static final AtomicInteger queues = new AtomicInteger();

  private static RigBackends backends;
  private static Rest rest;

  private RigQueue queue;
  private RigSource source;

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    rest = RigSource.worker(backends);
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @BeforeEach
  void makeQueue() {
    String name = "queue-" + queues.incrementAndGet();
    queue = backends.rig().createQueue(name, Map.of("VisibilityTimeout", "3"));
    source = new RigSource(rest, name, queue);
  }

  @AfterEach
  void mendAll() {
    allow("ReceiveMessage", "DeleteMessageBatch", "GetQueueAttributes");
    backends.rig().outage(false);
    source.deleteIfThere();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})
  void credentialsThatAreRefusedWhileItRunsFailTheTask(String code) throws Exception {
    source.post();
    deliver(5);
    backends.rig().refuse("ReceiveMessage", code);
    queue.fill(5, i -> "while refused");

    assertThat(source.awaitFailure())
        .isEqualTo(
            "SQS ReceiveMessage on "
                + queue.url()
                + ": AWS does not accept the credentials ("
                + code
                + "). Check the access key, its session and the worker's clock");
    assertNothingIsLostOnceMended("ReceiveMessage", 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})
  void credentialsThatAreRefusedFromTheStartAreToldInTheAnswer(String code) {
    backends.rig().refuse("GetQueueAttributes", code);

    assertRefused(
        source.tryPost(),
        "AWS does not accept the credentials ("
            + code
            + "). Check the access key, its session and the worker's clock");
  }

  @ParameterizedTest
  @CsvSource({"ReceiveMessage, ReceiveMessage", "DeleteMessageBatch, DeleteMessage"})
  void anActionThatIsDeniedWhileItRunsFailsTheTaskAndIsNamed(String request, String permission)
      throws Exception {
    source.post();
    deliver(5);
    backends.rig().refuse(request, "AccessDenied");
    queue.fill(5, i -> "while refused");

    assertThat(source.awaitFailure())
        .isEqualTo(
            "SQS "
                + permission
                + " on "
                + queue.url()
                + ": access denied. Grant sqs:"
                + permission
                + " on this queue to the credentials in use");
    assertThat(queue.bodies())
        .as("in the queue, but for one that a poll brought which was open before")
        .hasSizeBetween(4, 5);
    assertNothingIsLostOnceMended(request, 10);
  }

  @Test
  void aDeleteThatIsDeniedFromTheStartIsToldInTheAnswer() {
    backends.rig().refuse("DeleteMessageBatch", "AccessDenied");

    assertRefused(
        source.tryPost(),
        "SQS DeleteMessage on "
            + queue.url()
            + ": access denied. Grant sqs:DeleteMessage on this queue to the credentials in use");
  }

  @Test
  void aReceiveThatIsDeniedFromTheStartFailsTheTask() {
    backends.rig().refuse("ReceiveMessage", "AccessDenied");
    assertThat(source.tryPost().status())
        .as("nobody can ask that without a receive")
        .isEqualTo(201);

    assertThat(source.awaitFailure())
        .isEqualTo(
            "SQS ReceiveMessage on "
                + queue.url()
                + ": access denied. Grant sqs:ReceiveMessage on this queue to the credentials in"
                + " use");
  }

  @Test
  void aQueueThatIsDeletedWhileItRunsFailsTheTask() throws Exception {
    source.post();
    deliver(5);
    backends.rig().deleteQueue(queue.name());

    assertThat(source.awaitFailure()).isEqualTo("SQS ReceiveMessage on " + queue.url() + NO_QUEUE);
  }

  @Test
  void aQueueThatIsDeletedWhileItIsStoppedFailsTheTask() {
    source.post();
    source.stop();
    backends.rig().deleteQueue(queue.name());
    source.resume();

    assertThat(source.awaitFailure())
        .isEqualTo("SQS GetQueueAttributes on " + queue.url() + NO_QUEUE);
  }

  @Test
  void aQueueThatIsNotThereIsToldInTheAnswer() {
    backends.rig().deleteQueue(queue.name());

    assertRefused(source.tryPost(), "SQS GetQueueAttributes on " + queue.url() + NO_QUEUE);
  }

  @Test
  void anEndpointWhereNobodyListensIsToldInTheAnswer() {
    int port = FreePorts.find(1).get(0);
    source.with("sqs.endpoint.url", "http://127.0.0.1:" + port);

    Rest.Answer answer = source.postOnce();

    assertThat(answer.status()).isEqualTo(400);
    // At times the SDK's connection pool does not pass on the refusal, but times out itself.
    assertThat(answer.json().path("message").asText().lines().skip(1).findFirst().orElse(""))
        .matches(
            "no connection to SQS: ConnectException: Connection refused\\. Check this and the"
                + " worker's network|SQS cannot be asked now: .*");
  }

  /** How long a name server takes to say that it does not know a name is not up to us. */
  @Test
  void aHostThatIsNotThereIsToldInTheAnswer() {
    source.with("sqs.endpoint.url", "http://nobody.invalid:9324");

    Rest.Answer answer = source.postOnce();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("message").asText().lines().skip(1).findFirst().orElse(""))
        .matches(
            "no connection to SQS: UnknownHostException: .*nobody\\.invalid.*\\. Check this and the"
                + " worker's network"
                + "|SQS cannot be asked now: no answer within 10000 ms\\. Post the configuration"
                + " again; if that does not help, check this and the worker's network");
  }

  @Test
  void anEndpointThatIsAwayForAWhileIsTriedAgainAndToldInTheLog() throws Exception {
    source.post();
    deliver(5);
    backends.rig().outage(true);
    queue.fill(5, i -> "while away");
    String warning = "Queue " + queue.url() + " cannot be read now (1 times since";
    await().atMost(PATIENCE).until(() -> Files.readString(Backends.LOG).contains(warning));

    source.assertRuns();
    backends.rig().outage(false);
    RigSource.awaitEmpty(queue, PATIENCE);
    assertThat(backends.topics().count(queue.name())).isEqualTo(10);
    source.assertRuns();
  }

  private void deliver(int messages) {
    queue.fill(messages, i -> "message " + i);
    RigSource.awaitEmpty(queue, PATIENCE);
  }

  private void assertNothingIsLostOnceMended(String request, int messages) throws Exception {
    allow(request);
    source.restart();
    RigSource.awaitEmpty(queue, PATIENCE);
    long ids =
        backends.topics().read(queue.name()).stream()
            .map(record -> new String(record.key(), StandardCharsets.UTF_8))
            .distinct()
            .count();
    assertThat(ids).as("messages in Kafka").isEqualTo(messages);
  }

  private static void assertRefused(Rest.Answer answer, String why) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("message").asText())
        .startsWith(
            "Connector configuration is invalid and contains the following 1 error(s):\n"
                + why
                + "\n");
  }

  private static void allow(String... actions) {
    for (String action : actions) {
      backends.rig().allow(action);
    }
  }
}
