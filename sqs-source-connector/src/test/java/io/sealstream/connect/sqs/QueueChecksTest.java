package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealstream.connect.sqs.SqsErrors.Refusal;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the queues say, and at which key it is told. */
class QueueChecksTest {

  private static final String BASE = "https://sqs.eu-central-1.amazonaws.com/123456789012/";
  private static final String LOGINS = BASE + "logins";
  private static final String DEAD = BASE + "dead";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(250);
  private static final Duration MUCH_PATIENCE = Duration.ofMinutes(1);

  private final FakeSqsService service = new FakeSqsService();
  private final Map<String, String> properties = new HashMap<>();

  QueueChecksTest() {
    properties.put("sqs.queue.urls", LOGINS);
    properties.put("topic", "logins");
  }

  private Map<String, List<String>> problems() {
    return problems(config -> service, PATIENCE);
  }

  private Map<String, List<String>> problems(
      Function<SqsSourceConfig, SqsService> connect, Duration patience) {
    return problems(new QueueChecks(connect, patience, System::nanoTime));
  }

  private Map<String, List<String>> problems(QueueChecks checks) {
    return checks.of(SqsSourceConfig.toAskQueues(properties, Set.of())).byKey();
  }

  /** The time for tries is over after the second. */
  private Map<String, List<String>> problemsAfterTwoTries() {
    FakeSqsQueue logins = service.queue(LOGINS);
    LongSupplier clock = () -> logins.attributeRequests < 2 ? 0 : MUCH_PATIENCE.toNanos() * 3 / 4;
    Map<String, List<String>> problems =
        problems(new QueueChecks(config -> service, MUCH_PATIENCE, clock));
    assertThat(logins.attributeRequests).isEqualTo(2);
    return problems;
  }

  private static ConnectException refused(String code, int status, String action, String url) {
    return SqsErrors.refused(new Refusal(code, status, false, "request-1"), action, url);
  }

  private void refuseAttributes(String code, int status) {
    refuseAttributes(LOGINS, code, status);
  }

  private void refuseAttributes(String url, String code, int status) {
    service.queue(url).failing("attributes", refused(code, status, "GetQueueAttributes", url));
  }

  private void noAnswer(Throwable cause) {
    service
        .queue(LOGINS)
        .failing("attributes", SqsErrors.noAnswer(cause, "GetQueueAttributes", LOGINS));
  }

  @Test
  void queuesThatCanBeUsedHaveNoProblemAndAreNotTouched() {
    properties.put("dead.letter.queue.url", DEAD);
    FakeSqsQueue logins = service.queue(LOGINS);
    logins.add(3);

    assertThat(problems()).isEmpty();

    assertThat(service.urls()).containsExactlyInAnyOrder(LOGINS, DEAD);
    assertThat(service.isClosed()).isTrue();
    assertThat(logins.receives).isZero();
    assertThat(logins.visible()).isEqualTo(3);
    assertThat(logins.deleteBatches).containsExactly(List.of("sealstream-validation"));
    assertThat(logins.extendBatches).containsExactly(List.of("sealstream-validation"));
    assertThat(service.queue(DEAD).deleteBatches).isEmpty();
    assertThat(service.queue(DEAD).extendBatches).isEmpty();
    assertThat(service.queue(DEAD).attributeRequests).isEqualTo(1);
  }

  @Test
  void aQueueThatDoesNotExistIsToldWhereItIsNamed() {
    properties.put("dead.letter.queue.url", DEAD);
    refuseAttributes(LOGINS, "QueueDoesNotExist", 400);
    refuseAttributes(DEAD, "QueueDoesNotExist", 400);
    String what = ": this queue does not exist. Check its URL, the region and the account";

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls", List.of("SQS GetQueueAttributes on " + LOGINS + what),
                "dead.letter.queue.url", List.of("SQS GetQueueAttributes on " + DEAD + what)));
    assertThat(service.queue(LOGINS).deleteBatches).as("asks no more").isEmpty();
  }

  @Test
  void everyActionThatIsNotAllowedIsTold() {
    properties.put("dead.letter.queue.url", DEAD);
    FakeSqsQueue logins = service.queue(LOGINS);
    refuseAttributes(LOGINS, "AccessDenied", 403);
    refuseAttributes(DEAD, "AccessDenied", 403);
    logins.failing("delete", refused("AccessDenied", 403, "DeleteMessage", LOGINS));
    logins.failing("extend", refused("AccessDenied", 403, "ChangeMessageVisibility", LOGINS));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(
                    denied("GetQueueAttributes", LOGINS),
                    denied("DeleteMessage", LOGINS),
                    denied("ChangeMessageVisibility", LOGINS)),
                "dead.letter.queue.url",
                List.of(denied("GetQueueAttributes", DEAD))));
  }

  private static String denied(String action, String url) {
    return "SQS %s on %s: access denied. Grant sqs:%s on this queue to the credentials in use"
        .formatted(action, url, action);
  }

  /** What emulators answer to a receipt handle that they never gave, and trouble on the way. */
  @ParameterizedTest
  @CsvSource({
    "ReceiptHandleIsInvalid, 400",
    "InvalidParameterValue, 400",
    "InternalError, 500",
    "ExpiredToken, 403"
  })
  void anyOtherAnswerToTheReceiptThatDoesNotExistIsNoProblem(String code, int status) {
    FakeSqsQueue logins = service.queue(LOGINS);
    logins.failing("delete", refused(code, status, "DeleteMessage", LOGINS));
    logins.failing("extend", refused(code, status, "ChangeMessageVisibility", LOGINS));

    assertThat(problems()).isEmpty();
  }

  @Test
  void credentialsThatAreNotAcceptedAreToldOnceAtTheirKey() {
    properties.put("sqs.queue.urls", LOGINS + "," + BASE + "others");
    refuseAttributes(LOGINS, "InvalidClientTokenId", 403);
    refuseAttributes(BASE + "others", "InvalidClientTokenId", 403);

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "aws.access.key.id",
                List.of(
                    "AWS does not accept the credentials (InvalidClientTokenId). Check the access"
                        + " key, its session and the worker's clock")));
  }

  @ParameterizedTest
  @CsvSource({"CREDENTIALS, aws.access.key.id", "ROLE, aws.role.arn"})
  void troubleOfStsThatPassesAsksToPostAgain(SqsFailure.Kind kind, String key) {
    ConnectException why = new SqsFailure.Passing(kind, "STS: ", "InternalFailure (HTTP 503)");
    service
        .queue(LOGINS)
        .failing("attributes", SqsErrors.noCredentials(why, "GetQueueAttributes", LOGINS));

    assertThat(problemsAfterTwoTries())
        .isEqualTo(
            Map.of(key, List.of("STS: InternalFailure (HTTP 503). Post the configuration again")));
  }

  @Test
  void missingCredentialsAreToldWhereTheyCouldBe() {
    noAnswer(new IllegalStateException("Unable to load credentials from any of the providers"));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "aws.access.key.id",
                List.of("Unable to load credentials from any of the providers")));
  }

  @Test
  void aHostThatIsNotThereIsToldAtOnceAtTheRegion() {
    noAnswer(new UnknownHostException("sqs.nowhere-1.amazonaws.com"));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.region",
                List.of(
                    "no connection to SQS: UnknownHostException: sqs.nowhere-1.amazonaws.com."
                        + " Check this and the worker's network")));
    assertThat(service.queue(LOGINS).attributeRequests).isEqualTo(1);
  }

  @Test
  void aRefusedConnectionIsToldAtTheEndpointWhereThereIsOne() {
    properties.put("sqs.endpoint.url", "http://localhost:9324");
    noAnswer(new java.net.ConnectException("Connection refused: localhost:9324"));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.endpoint.url",
                List.of(
                    "no connection to SQS: ConnectException: Connection refused: localhost:9324."
                        + " Check this and the worker's network")));
  }

  @Test
  void noRegionIsToldAtTheRegion() {
    assertThat(
            problems(
                config -> {
                  throw new ConnectException("The SQS client cannot be made: no region");
                },
                PATIENCE))
        .isEqualTo(Map.of("sqs.region", List.of("The SQS client cannot be made: no region")));
  }

  @Test
  void whateverElseAClientNeedsIsToldAtTheCredentials() {
    properties.put("sqs.region", "eu-central-1");
    assertThat(
            problems(
                config -> {
                  throw new ConnectException("The SQS client cannot be made: no profile");
                },
                PATIENCE))
        .isEqualTo(
            Map.of("aws.access.key.id", List.of("The SQS client cannot be made: no profile")));
  }

  @Test
  void troubleThatPassesIsTriedAgain() {
    FakeSqsQueue logins = service.queue(LOGINS);
    refuseAttributes("InternalError", 500);
    CompletableFuture<Map<String, List<String>>> found =
        CompletableFuture.supplyAsync(this::problems);
    await().until(() -> logins.attributeRequests > 1);
    logins.healed("attributes");

    assertThat(found.join()).isEmpty();
  }

  @Test
  void troubleThatDoesNotPassInTimeIsToldAtTheQueue() {
    refuseAttributes("InternalError", 500);

    assertThat(problemsAfterTwoTries())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(
                    "cannot be checked now: SQS GetQueueAttributes on "
                        + LOGINS
                        + ": InternalError (HTTP 500). Post the configuration again")));
  }

  @Test
  void aConnectionThatIsLostAgainAndAgainIsToldAtTheRegion() {
    noAnswer(new SocketException("Connection reset"));

    assertThat(problemsAfterTwoTries())
        .isEqualTo(
            Map.of(
                "sqs.region",
                List.of(
                    "SQS cannot be asked now: SocketException: Connection reset. Post the"
                        + " configuration again; if that does not help, check this and the"
                        + " worker's network")));
  }

  @Test
  void aQueueThatNeverAnswersEndsTheWaitAndTheOthersAreTold() {
    properties.put("sqs.queue.urls", LOGINS + "," + BASE + "others");
    service.queue(LOGINS).silent = true;
    service.queue(BASE + "others").visibilityTimeout = Duration.ZERO;

    // The other queue is told of only if it answers in that time, on a slow machine too.
    assertThat(problems(config -> service, Duration.ofSeconds(3)))
        .isEqualTo(
            Map.of(
                "sqs.region",
                List.of(
                    "SQS cannot be asked now: no answer within 3000 ms. Post the configuration"
                        + " again; if that does not help, check this and the worker's network"),
                "sqs.visibility.timeout.seconds",
                List.of(
                    "Queue "
                        + BASE
                        + "others does not hide the messages it delivers: its visibility timeout"
                        + " is 0. Set it on the queue, or set sqs.visibility.timeout.seconds"
                        + " here")));
    assertThat(service.isClosed()).isTrue();
  }

  @Test
  void aClientThatIsMadeTooLateIsClosed() {
    CompletableFuture<SqsService> late = new CompletableFuture<>();

    assertThat(problems(config -> late.join(), LITTLE_PATIENCE)).containsOnlyKeys("sqs.region");
    late.complete(service);

    await().until(service::isClosed);
  }

  @Test
  void aQueueThatHidesMessagesForTooShortIsToldWithWhatIsNeeded() {
    service.queue(LOGINS).visibilityTimeout = Duration.ofSeconds(2);

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.visibility.timeout.seconds",
                List.of(
                    "Queue "
                        + LOGINS
                        + " hides a received message for 2 s, which is too short: a held message is"
                        + " renewed before half of its visibility timeout is gone, so with"
                        + " delete.linger.ms=100 it must be at least 3 s. Set it to 3 or more, or"
                        + " lower delete.linger.ms")));
  }

  @Test
  void theQueuesOwnVisibilityDoesNotMatterWhereASettingSaysIt() {
    properties.put("sqs.visibility.timeout.seconds", "30");
    service.queue(LOGINS).visibilityTimeout = Duration.ZERO;

    assertThat(problems()).isEmpty();
  }

  @Test
  void aDeadLetterQueueThatIsASourceByAnotherHostsNameIsTold() {
    String alias = "https://vpce-1.sqs.eu-central-1.vpce.amazonaws.com/123456789012/logins";
    properties.put("dead.letter.queue.url", alias);

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "dead.letter.queue.url",
                List.of(
                    "this queue is also in sqs.queue.urls: a dead letter would be read again for"
                        + " ever")));
  }

  @Test
  void oneSourceByTwoHostsNamesIsTold() {
    String alias = "https://eu-central-1.queue.amazonaws.com/123456789012/logins";
    properties.put("sqs.queue.urls", BASE + "others," + alias + "," + LOGINS);

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(alias + " and " + LOGINS + " are one queue: name it once")));
  }

  @Test
  void queuesThatDoNotSayWhichTheyAreAreNotCompared() {
    properties.put("sqs.queue.urls", LOGINS + "," + BASE + "others");
    properties.put("dead.letter.queue.url", DEAD);
    for (String url : List.of(LOGINS, BASE + "others", DEAD)) {
      service.queue(url).arn = null;
    }

    assertThat(problems()).isEmpty();
  }

  @Test
  void theDeadLetterQueuesVisibilityDoesNotMatter() {
    properties.put("dead.letter.queue.url", DEAD);
    service.queue(DEAD).visibilityTimeout = Duration.ZERO;

    assertThat(problems()).isEmpty();
  }

  @Test
  void manyQueuesAreToldEachOnceInTheirOrder() {
    List<String> urls = IntStream.range(0, 50).mapToObj(i -> BASE + "q" + i).toList();
    List<String> twice = new ArrayList<>(urls);
    twice.addAll(urls);
    properties.put("sqs.queue.urls", String.join(",", twice));
    urls.forEach(url -> refuseAttributes(url, "QueueDoesNotExist", 400));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                urls.stream()
                    .map(
                        url ->
                            "SQS GetQueueAttributes on "
                                + url
                                + ": this queue does not exist. Check its URL, the region and the"
                                + " account")
                    .toList()));
  }

  @Test
  void anErrorThatNobodyForesawIsNotQuoted() {
    service.queue(LOGINS).failing("attributes", new IllegalStateException("secret"));

    assertThatThrownBy(this::problems)
        .isInstanceOf(ConnectException.class)
        .hasMessage("The queues cannot be checked: java.lang.IllegalStateException")
        .hasNoCause();
    assertThat(service.isClosed()).isTrue();
  }
}
