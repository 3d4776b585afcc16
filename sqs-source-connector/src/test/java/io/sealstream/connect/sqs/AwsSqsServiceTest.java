package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The SDK's real clients against a local SQS and STS: who signs what, and what goes wrong how. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AwsSqsServiceTest {

  /**
   * At times the SDK's connection pool does not pass on that a connection was refused, and its
   * request waits until the pool's own time-out.
   */
  private static final String NO_CONNECTION =
      ".*(ConnectException: Connection refused|TimeoutException: Acquire operation took longer).*";

  private static final String URL = SampleMessages.QUEUE_URL;
  private static final String RECEIVE = "SQS ReceiveMessage on " + URL + ": ";
  private static final String ROLE = "arn:aws:iam::123456789012:role/reader";
  private static final String WEB_IDENTITY = "STS AssumeRoleWithWebIdentity of " + ROLE;
  private static final String SECRET = "secret-4711";

  private final Map<String, String> propertiesBefore = new HashMap<>();
  private FakeAws aws;
  private SqsService service;

  @TempDir private Path folder;

  @BeforeEach
  void startFromNothing() throws Exception {
    aws = new FakeAws();
    system("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    system("aws.configFile", folder.resolve("config").toString());
    system("aws.disableEc2Metadata", "true");
    system("aws.region", "eu-west-1");
    system("aws.endpointUrlSts", aws.url()); // for the clients that the SDK makes itself
  }

  @AfterEach
  void leaveNothing() {
    if (service != null) {
      service.close();
    }
    aws.close();
    propertiesBefore.forEach(
        (key, value) -> {
          if (value == null) {
            System.clearProperty(key);
          } else {
            System.setProperty(key, value);
          }
        });
  }

  /** A session of two seconds whose answer took as long, on a machine that was busy. */
  private static boolean isOfALateAnswer(Throwable error) {
    return String.valueOf(error.getMessage()).contains("has ended already");
  }

  private void system(String key, String value) {
    propertiesBefore.putIfAbsent(key, System.getProperty(key));
    System.setProperty(key, value);
  }

  private Map<String, String> properties(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "logins from eu");
    properties.put("sqs.queue.urls", URL);
    properties.put("topic", "logins");
    properties.put("sqs.endpoint.url", aws.url());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private SqsQueue connect(String... keysAndValues) {
    service =
        AwsSqsService.connect(
            new SqsSourceConfig(properties(keysAndValues)),
            sts -> sts.endpointOverride(URI.create(aws.url())));
    return service.queue(URL);
  }

  private SqsQueue connectWithRole(String... more) {
    String[] settings = {
      "aws.access.key.id", "BASE", "aws.secret.access.key", SECRET, "aws.role.arn", ROLE
    };
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(more));
    return connect(all.toArray(String[]::new));
  }

  private static ConnectException failure(CompletableFuture<?> future) {
    Throwable error = catchThrowable(future::join);
    assertThat(error).isInstanceOf(CompletionException.class);
    assertThat(error.toString()).doesNotContain(SECRET);
    assertThat(error.getCause()).isInstanceOf(ConnectException.class);
    return (ConnectException) error.getCause();
  }

  private static void assertFatal(CompletableFuture<?> future, String message) {
    assertThat(failure(future)).isExactlyInstanceOf(SqsFailure.Lasting.class).hasMessage(message);
  }

  private static void assertRetriable(CompletableFuture<?> future, String message) {
    assertThat(failure(future)).isExactlyInstanceOf(SqsFailure.Passing.class).hasMessage(message);
  }

  /** As EKS gives it to a pod. */
  private void webIdentity() throws Exception {
    write("token", SECRET);
    system("aws.webIdentityTokenFile", folder.resolve("token").toString());
    system("aws.roleArn", ROLE);
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(folder.resolve(file), text);
  }

  @Nested
  class Sources {

    @Test
    void anAccessKeySigns() {
      SqsQueue queue =
          connect(
              "aws.access.key.id", "AKID",
              "aws.secret.access.key", SECRET,
              "sqs.region", "eu-central-1");

      assertThat(queue.receive(10, FakeSqsQueue.VISIBILITY).join()).isEmpty();
      assertThat(aws.toSqs()).hasSize(1);
      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("AKID");
      assertThat(aws.toSqs().get(0).region()).isEqualTo("eu-central-1");
      assertThat(aws.toSqs().get(0).token()).isNull();
    }

    @Test
    void aTemporaryKeySendsItsToken() {
      connect(
              "aws.access.key.id", "ASIA",
              "aws.secret.access.key", SECRET,
              "aws.session.token", "token-1")
          .receive(10, FakeSqsQueue.VISIBILITY)
          .join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("ASIA");
      assertThat(aws.toSqs().get(0).token()).isEqualTo("token-1");
    }

    @Test
    void aProfileGivesItsKeyAndItsRegion() throws Exception {
      System.clearProperty("aws.region");
      write("credentials", "[other]\naws_access_key_id=PROFILE\naws_secret_access_key=s\n");
      write("config", "[profile other]\nregion=ap-south-1\n");

      connect("aws.profile", "other").receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("PROFILE");
      assertThat(aws.toSqs().get(0).region()).isEqualTo("ap-south-1");
    }

    @Test
    void aProfileMayNameARole() throws Exception {
      write("credentials", "[base]\naws_access_key_id=BASE\naws_secret_access_key=s\n");
      write("config", "[profile reader]\nrole_arn=" + ROLE + "\nsource_profile=base\n");

      connect("aws.profile", "reader").receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSts().get(0).keyId()).isEqualTo("BASE");
      assertThat(aws.toSts().get(0).parameters()).containsEntry("RoleArn", ROLE);
      assertThat(aws.toSqs().get(0).token()).isEqualTo("role-token-1");
    }

    @Test
    void theDefaultChainIsAskedWithoutSettings() {
      system("aws.accessKeyId", "CHAIN");
      system("aws.secretAccessKey", SECRET);

      connect().receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("CHAIN");
    }

    @Test
    void theDefaultChainKnowsWebIdentity() throws Exception {
      write("token", "a-web-identity-token");
      system("aws.webIdentityTokenFile", folder.resolve("token").toString());
      system("aws.roleArn", ROLE);
      system("aws.roleSessionName", "pod");

      SqsQueue queue = connect();
      queue.receive(10, FakeSqsQueue.VISIBILITY).join();
      queue.receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSts()).hasSize(1);
      assertThat(aws.toSts().get(0).parameters())
          .containsEntry("Action", "AssumeRoleWithWebIdentity")
          .containsEntry("RoleArn", ROLE)
          .containsEntry("WebIdentityToken", "a-web-identity-token");
      assertThat(aws.toSqs()).extracting(FakeAws.Asked::keyId).containsExactly("ROLE1", "ROLE1");
    }

    @Test
    void aWebIdentitysTokenIsReadForEachSession() throws Exception {
      webIdentity();
      write("token", "first");
      aws.sessionTime = Duration.ofSeconds(2);
      SqsQueue queue = connect();
      queue.receive(10, FakeSqsQueue.VISIBILITY).join();
      write("token", "second");

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsMatching(AwsSqsServiceTest::isOfALateAnswer)
          .untilAsserted(
              () -> {
                queue.receive(10, FakeSqsQueue.VISIBILITY).join();
                assertThat(aws.toSts())
                    .extracting(asked -> asked.parameters().get("WebIdentityToken"))
                    .contains("first", "second");
              });
      assertThat(aws.toSts().get(0).parameters())
          .containsEntry("RoleSessionName", "sealstream-logins-from-eu");
      assertThat(aws.toSts().get(0).authorization()).isEmpty();
    }

    @Test
    void anAccessKeyOfTheWorkerComesBeforeItsWebIdentity() throws Exception {
      webIdentity();
      system("aws.accessKeyId", "CHAIN");
      system("aws.secretAccessKey", SECRET);

      connect().receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("CHAIN");
      assertThat(aws.toSts()).isEmpty();
    }

    @Test
    void aRoleIsAssumedWithAWebIdentityToo() throws Exception {
      webIdentity();

      connect("aws.role.arn", ROLE + "-2").receive(10, FakeSqsQueue.VISIBILITY).join();

      assertThat(aws.toSts())
          .extracting(asked -> asked.parameters().get("Action"))
          .containsExactly("AssumeRoleWithWebIdentity", "AssumeRole");
      assertThat(aws.toSts().get(1).keyId()).isEqualTo("ROLE1");
      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("ROLE2");
    }

    @Test
    void aClassOfTheUsersOwnGetsTheConnectorsProperties() {
      connect("aws.credentials.provider.class", Configured.class.getName())
          .receive(10, FakeSqsQueue.VISIBILITY)
          .join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("logins-from-eu");
    }

    @Test
    void aClassMayHaveAFactory() {
      connect("aws.credentials.provider.class", Made.class.getName())
          .receive(10, FakeSqsQueue.VISIBILITY)
          .join();

      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("MADE");
    }

    @Test
    void aClassThatCannotBeCreatedIsNamedWithoutItsText() {
      assertThatThrownBy(() -> connect("aws.credentials.provider.class", Thrower.class.getName()))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage(
              "The credentials provider "
                  + Thrower.class.getName()
                  + " cannot be created: java.lang.IllegalStateException");
    }

    @Test
    void whatAClassMissesInItsConfigurationIsRepeated() {
      assertThatThrownBy(() -> connect("aws.credentials.provider.class", Demanding.class.getName()))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage(
              "The credentials provider "
                  + Demanding.class.getName()
                  + " cannot be created: vault.url is required");
    }

    @Test
    void whatAClassSaysOfItsConfigurationIsNotRepeatedWithAValue() {
      String name = Demanding.class.getName();

      assertThatThrownBy(
              () -> connect("aws.credentials.provider.class", name, "vault.token", SECRET))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage(
              "The credentials provider "
                  + name
                  + " cannot be created: org.apache.kafka.common.config.ConfigException");
    }

    @Test
    void aProviderIsClosedWithTheService() {
      connect("aws.credentials.provider.class", Closeable.class.getName());
      Closeable.closed = false;

      service.close();

      assertThat(Closeable.closed).isTrue();
    }
  }

  @Nested
  class Roles {

    @Test
    void oneSessionServesEveryRequestOfEveryQueue() {
      SqsQueue queue = connectWithRole("aws.role.external.id", "tenant-7");
      SqsQueue other = service.queue(URL + "-2");

      CompletableFuture.allOf(
              queue.receive(10, FakeSqsQueue.VISIBILITY),
              queue.receive(10, FakeSqsQueue.VISIBILITY),
              other.receive(10, FakeSqsQueue.VISIBILITY))
          .join();
      for (int i = 0; i < 5; i++) {
        other.receive(10, FakeSqsQueue.VISIBILITY).join();
      }

      assertThat(aws.toSts()).hasSize(1);
      FakeAws.Asked asked = aws.toSts().get(0);
      assertThat(asked.keyId()).isEqualTo("BASE");
      assertThat(asked.region()).isEqualTo("eu-west-1");
      assertThat(asked.parameters())
          .containsEntry("Action", "AssumeRole")
          .containsEntry("RoleArn", ROLE)
          .containsEntry("RoleSessionName", "sealstream-logins-from-eu")
          .containsEntry("ExternalId", "tenant-7");
      assertThat(aws.toSqs()).hasSize(8).allMatch(sqs -> sqs.keyId().equals("ROLE1"));
      assertThat(aws.toSqs()).allMatch(sqs -> "role-token-1".equals(sqs.token()));
    }

    @Test
    void theSessionsNameAndTheRegionAreThoseOfTheSettings() {
      connectWithRole("aws.role.session.name", "me", "sqs.region", "us-west-2")
          .receive(10, FakeSqsQueue.VISIBILITY)
          .join();

      assertThat(aws.toSts().get(0).region()).isEqualTo("us-west-2");
      assertThat(aws.toSts().get(0).parameters())
          .containsEntry("RoleSessionName", "me")
          .doesNotContainKey("ExternalId");
    }

    @Test
    void theSessionIsRenewedBeforeItEnds() {
      aws.sessionTime = Duration.ofSeconds(2);
      SqsQueue queue = connectWithRole();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsMatching(AwsSqsServiceTest::isOfALateAnswer)
          .until(
              () -> {
                queue.receive(10, FakeSqsQueue.VISIBILITY).join();
                return aws.toSqs().stream()
                        .map(FakeAws.Asked::keyId)
                        .filter(id -> id.startsWith("ROLE"))
                        .distinct()
                        .count()
                    >= 3;
              });
    }

    @Test
    void aRoleIsAssumedWithAProfileToo() throws Exception {
      write("credentials", "[base]\naws_access_key_id=PROFILE\naws_secret_access_key=s\n");

      connect("aws.profile", "base", "aws.role.arn", ROLE)
          .receive(10, FakeSqsQueue.VISIBILITY)
          .join();

      assertThat(aws.toSts().get(0).keyId()).isEqualTo("PROFILE");
      assertThat(aws.toSqs().get(0).keyId()).isEqualTo("ROLE1");
    }

    @Test
    void aRoleThatMayNotBeAssumedIsFatalAndSaysWhatToGrant() {
      aws.stsRefusal = new FakeAws.Refusal("AccessDenied", 403);

      assertFatal(
          connectWithRole().receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE
              + "STS AssumeRole of "
              + ROLE
              + ": access denied. Grant sts:AssumeRole on it to the credentials in use, and check"
              + " that its trust policy names them and expects this aws.role.external.id");
      assertThat(aws.toSqs()).isEmpty();
    }

    @Test
    void credentialsThatStsRefusesAreFatal() {
      aws.stsRefusal = new FakeAws.Refusal("ExpiredToken", 403);

      assertFatal(
          connectWithRole().receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE
              + "STS AssumeRole of "
              + ROLE
              + ": AWS does not accept the credentials (ExpiredToken). Check the access key, its"
              + " session and the worker's clock");
    }

    @Test
    void troubleOfStsPasses() {
      SqsQueue queue = connectWithRole();

      aws.stsRefusal = new FakeAws.Refusal("Throttling", 400);
      assertRetriable(
          queue.receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE + "STS AssumeRole of " + ROLE + ": Throttling (HTTP 400)");
    }

    @Test
    void stsThatIsAwayPasses() {
      SqsQueue queue = connectWithRole("sqs.endpoint.url", "http://127.0.0.1:1");
      aws.close();

      assertThat(failure(queue.receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Passing.class)
          .hasMessageContaining("STS AssumeRole of " + ROLE)
          .hasMessageMatching(NO_CONNECTION);
    }

    @Test
    void aRoleWithoutCredentialsToAssumeItSaysWhatIsMissing() {
      assertThat(failure(connect("aws.role.arn", ROLE).receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessageStartingWith(
              RECEIVE + "No AWS credentials from the AWS SDK's default chain. Give the worker");
      assertThat(aws.toSts()).isEmpty();
    }
  }

  @Nested
  class Missing {

    @Test
    void anEmptyChainIsFatalAndSaysWhatToDo() {
      assertThat(failure(connect().receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessageStartingWith(
              RECEIVE
                  + "No AWS credentials from the AWS SDK's default chain. Give the worker a role, a"
                  + " profile or the environment's variables, or set aws.profile,"
                  + " aws.access.key.id or aws.credentials.provider.class. What was found:"
                  + " [SystemPropertyCredentialsProvider: Unable to load credentials")
          .hasMessageContaining(", ProfileCredentialsProvider: ")
          .hasMessageNotContaining("profileFile=")
          .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(1600));
    }

    @Test
    void aProfileThatDoesNotExistIsFatalAndOthersStaySecret() throws Exception {
      write("credentials", "[base]\naws_access_key_id=ID\naws_secret_access_key=secret-4711\n");

      assertThat(failure(connect("aws.profile", "nobody").receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessageStartingWith(RECEIVE + "No AWS credentials from the profile nobody. ");
    }

    @Test
    void aProfileWithoutASecretIsFatalAndOthersStaySecret() throws Exception {
      write("credentials", "[base]\naws_access_key_id=secret-4711\n");

      assertThat(failure(connect("aws.profile", "base").receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessageStartingWith(RECEIVE + "No AWS credentials from the profile base. ");
    }

    @Test
    void aWebIdentityThatStsRefusesIsFatalInAProfile() throws Exception {
      write("token", SECRET);
      write(
          "config",
          "[profile web]\nrole_arn=%s\nweb_identity_token_file=%s\n"
              .formatted(ROLE, folder.resolve("token")));
      aws.stsRefusal = new FakeAws.Refusal("AccessDenied", 403);

      assertFatal(
          connect("aws.profile", "web").receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE
              + "STS, asked by the profile web: access denied. Check its role, and whom the role's"
              + " trust policy names");
    }

    @ParameterizedTest
    @CsvSource({"InternalFailure, 503", "Throttling, 400", "IDPCommunicationError, 400"})
    void troubleOfStsWithAWebIdentityPasses(String code, int status) throws Exception {
      webIdentity();
      aws.stsRefusal = new FakeAws.Refusal(code, status);
      SqsQueue queue = connect();

      assertRetriable(
          queue.receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE + WEB_IDENTITY + ": " + code + " (HTTP " + status + ")");
      assertThat(aws.toSts()).hasSize(1);
    }

    @Test
    void stsThatIsAwayPassesWithAWebIdentity() throws Exception {
      webIdentity();
      SqsQueue queue = connect("sqs.endpoint.url", "http://127.0.0.1:1");
      aws.close();

      assertThat(failure(queue.receive(10, FakeSqsQueue.VISIBILITY)))
          .isExactlyInstanceOf(SqsFailure.Passing.class)
          .hasMessageStartingWith(RECEIVE + WEB_IDENTITY + ": ")
          .hasMessageMatching(NO_CONNECTION);
    }

    @Test
    void aWebIdentityThatStsRefusesIsFatal() throws Exception {
      webIdentity();
      aws.stsRefusal = new FakeAws.Refusal("AccessDenied", 403);

      assertFatal(
          connect().receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE
              + WEB_IDENTITY
              + ": access denied. Check that this role's trust policy names the worker's web"
              + " identity");
    }

    @Test
    void aWebIdentityWithoutItsTokenIsFatalAndNamesTheFile() throws Exception {
      webIdentity();
      Path token = folder.resolve("token");
      Files.delete(token);

      assertFatal(
          connect().receive(10, FakeSqsQueue.VISIBILITY),
          RECEIVE
              + "The token of the worker's web identity, "
              + token
              + ", cannot be read: NoSuchFileException. Check AWS_WEB_IDENTITY_TOKEN_FILE");
      assertThat(aws.toSts()).isEmpty();
    }

    /** What the SDK's search for an HTTP client ends with, over the service files of a worker. */
    @Test
    void anHttpClientOfTheWorkersClassPathIsToldWithAWayOut() {
      CredentialsSource source =
          new CredentialsSource(
              () -> {
                throw new ServiceConfigurationError("Provider x not a subtype");
              },
              "the profile reader",
              true);

      assertThatThrownBy(source::resolveCredentials)
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessage(
              "No AWS credentials from the profile reader: the worker's class path has an HTTP"
                  + " client of another AWS SDK. Start the worker with"
                  + " -Dsoftware.amazon.awssdk.http.service.impl="
                  + "software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService")
          .hasNoCause();
    }

    @Test
    void aForeignProvidersErrorIsNotRepeatedEither() {
      CredentialsSource source =
          new CredentialsSource(
              () -> {
                throw new ServiceConfigurationError(SECRET);
              },
              "com.example.Vault",
              false);

      assertThatThrownBy(source::resolveCredentials)
          .isExactlyInstanceOf(SqsFailure.Lasting.class)
          .hasMessageEndingWith("What was found: java.util.ServiceConfigurationError");
    }

    @Test
    void aForeignProvidersTextIsNotRepeated() {
      String name = Failing.class.getName();

      assertThat(
              failure(
                      connect("aws.credentials.provider.class", name)
                          .receive(10, FakeSqsQueue.VISIBILITY))
                  .getMessage())
          .startsWith(RECEIVE + "No AWS credentials from " + name + ". ")
          .endsWith("What was found: java.lang.IllegalStateException");
    }

    @Test
    void aProviderWithoutAnAnswerIsFatal() {
      String name = Empty.class.getName();

      assertThat(
              failure(
                      connect("aws.credentials.provider.class", name)
                          .receive(10, FakeSqsQueue.VISIBILITY))
                  .getMessage())
          .startsWith(RECEIVE + "No AWS credentials from " + name + ". ");
    }
  }

  /** The SDK has taken AWS's time from the first answer. */
  @Nested
  class Clocks {

    private static final String REFUSED =
        RECEIVE
            + "AWS does not accept the credentials (RequestExpired). Check the access key, its"
            + " session and the worker's clock";

    private SqsQueue queue() {
      return connect("aws.access.key.id", "AKID", "aws.secret.access.key", "s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RequestExpired", "RequestTimeTooSkewed"})
    void aRequestThatWasRefusedForTheClockIsSentOnceMore(String code) {
      aws.sqsRefusals.add(new FakeAws.Refusal(code, 403));

      assertThat(queue().receive(10, FakeSqsQueue.VISIBILITY).join()).isEmpty();
      assertThat(aws.toSqs()).hasSize(2);
    }

    @Test
    void aClockThatStaysWrongIsFatal() {
      aws.sqsRefusals.add(new FakeAws.Refusal("RequestExpired", 403));
      aws.sqsRefusals.add(new FakeAws.Refusal("RequestExpired", 403));

      assertFatal(queue().receive(10, FakeSqsQueue.VISIBILITY), REFUSED);
      assertThat(aws.toSqs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"InternalError, 500", "RequestThrottled, 403", "AccessDenied, 403"})
    void nothingElseIsSentAgainByTheSdk(String code, int status) {
      aws.sqsRefusals.add(new FakeAws.Refusal(code, status));

      assertThat(failure(queue().receive(10, FakeSqsQueue.VISIBILITY)))
          .hasMessageStartingWith(RECEIVE);
      assertThat(aws.toSqs()).hasSize(1);
    }
  }

  @Nested
  class Proxies {

    @Test
    void everyRequestGoesThroughTheProxy() throws Exception {
      String login =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
      try (FakeProxy proxy = new FakeProxy(login)) {
        connectWithRole(
                "sqs.proxy.url",
                "http://127.0.0.1:" + proxy.port(),
                "sqs.proxy.username",
                "me",
                "sqs.proxy.password",
                SECRET)
            .receive(10, FakeSqsQueue.VISIBILITY)
            .join();

        assertThat(proxy.asked())
            .isNotEmpty() // both are on one port, so that SQS can use the tunnel made for STS
            .allMatch(head -> head.startsWith("CONNECT " + aws.url().substring(7) + " HTTP/1.1"));
      }
      assertThat(aws.toSqs()).hasSize(1);
      assertThat(aws.toSts()).hasSize(1);
    }

    @Test
    void aProxyNeedsNoUser() throws Exception {
      try (FakeProxy proxy = new FakeProxy(null)) {
        SqsQueue queue =
            connect(
                "aws.access.key.id", "AKID",
                "aws.secret.access.key", "s",
                "sqs.proxy.url", "http://127.0.0.1:" + proxy.port());
        queue.receive(10, FakeSqsQueue.VISIBILITY).join();

        assertThat(proxy.asked()).hasSize(1);
        assertThat(proxy.asked().get(0)).doesNotContainIgnoringCase("authorization");
      }
    }

    @Test
    void aProxyThatRefusesIsToldWithoutItsPassword() throws Exception {
      try (FakeProxy proxy = new FakeProxy("Basic other")) {
        SqsQueue queue =
            connect(
                "aws.access.key.id", "AKID",
                "aws.secret.access.key", "s",
                "sqs.proxy.url", "http://127.0.0.1:" + proxy.port(),
                "sqs.proxy.username", "me",
                "sqs.proxy.password", SECRET);

        assertRetriable(
            queue.receive(10, FakeSqsQueue.VISIBILITY),
            RECEIVE
                + "the proxy opened no connection. Check sqs.proxy.url, sqs.proxy.username and"
                + " sqs.proxy.password");
      }
    }

    @Test
    void aProxyThatRefusesTheWayToStsIsToldToo() throws Exception {
      try (FakeProxy proxy = new FakeProxy("Basic other")) {
        assertRetriable(
            connectWithRole("sqs.proxy.url", "http://127.0.0.1:" + proxy.port())
                .receive(10, FakeSqsQueue.VISIBILITY),
            RECEIVE
                + "STS AssumeRole of "
                + ROLE
                + ": the proxy opened no connection. Check sqs.proxy.url, sqs.proxy.username and"
                + " sqs.proxy.password");
      }
    }

    @Test
    void withoutTheSettingTheProxyIsThatOfTheJvm() throws Exception {
      try (FakeProxy proxy = new FakeProxy(null)) {
        system("http.proxyHost", "127.0.0.1");
        system("http.proxyPort", String.valueOf(proxy.port()));
        system("http.nonProxyHosts", "");

        connect("aws.access.key.id", "AKID", "aws.secret.access.key", "s")
            .receive(10, FakeSqsQueue.VISIBILITY)
            .join();

        assertThat(proxy.asked()).hasSize(1);
      }
    }

    @Test
    void nothingOfTheJvmsProxyIsMixedIntoTheSetting() throws Exception {
      system("http.proxyUser", "somebody");
      system("http.proxyPassword", "else");
      system("http.nonProxyHosts", "127.*");
      try (FakeProxy proxy = new FakeProxy(null)) {
        connect(
                "aws.access.key.id", "AKID",
                "aws.secret.access.key", "s",
                "sqs.proxy.url", "http://127.0.0.1:" + proxy.port())
            .receive(10, FakeSqsQueue.VISIBILITY)
            .join();

        assertThat(proxy.asked()).hasSize(1);
        assertThat(proxy.asked().get(0)).doesNotContainIgnoringCase("authorization");
      }
    }
  }

  @Test
  void aBrokenConfigurationFileIsToldByItsLineAtTheStart() throws Exception {
    write("config", "[profile p]\nno equals sign " + SECRET + "\n");

    assertThatThrownBy(() -> connect("aws.access.key.id", "AKID", "aws.secret.access.key", "s"))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageStartingWith(
            "The worker's AWS configuration file cannot be read: Expected an '=' sign defining a"
                + " property on line 2")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }

  @Test
  void aBrokenConfigurationFileIsToldByAValidation() throws Exception {
    write("config", "[profile p\n");

    assertThat(problems("sqs.region", "eu-west-1"))
        .hasSize(1)
        .hasEntrySatisfying(
            "aws.access.key.id",
            told ->
                assertThat(told)
                    .singleElement()
                    .asString()
                    .startsWith("The worker's AWS configuration file cannot be read: "));
  }

  @Test
  void aRoleThatMayNotBeAssumedIsToldAtTheRole() {
    aws.stsRefusal = new FakeAws.Refusal("AccessDenied", 403);

    assertThat(problemsWithRole())
        .isEqualTo(
            Map.of(
                "aws.role.arn",
                List.of(
                    "STS AssumeRole of "
                        + ROLE
                        + ": access denied. Grant sts:AssumeRole on it to the credentials in use,"
                        + " and check that its trust policy names them and expects this"
                        + " aws.role.external.id")));
  }

  @Test
  void anAccessKeyThatStsDoesNotAcceptIsToldAtTheKey() {
    aws.stsRefusal = new FakeAws.Refusal("InvalidClientTokenId", 403);

    assertThat(problemsWithRole()).containsOnlyKeys("aws.access.key.id");
  }

  private Map<String, List<String>> problemsWithRole() {
    return problems(
        "aws.access.key.id", "BASE", "aws.secret.access.key", "s", "aws.role.arn", ROLE);
  }

  /** What a validation of the whole configuration finds, by its key. */
  private Map<String, List<String>> problems(String... keysAndValues) {
    Map<String, List<String>> problems = new HashMap<>();
    new SqsSourceConnector(
            config ->
                AwsSqsService.connect(config, sts -> sts.endpointOverride(URI.create(aws.url()))))
        .validate(properties(keysAndValues)).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .forEach(value -> problems.put(value.name(), value.errorMessages()));
    return problems;
  }

  @Test
  void thereIsAConnectionForEveryRequestOfEveryQueue() {
    String two = URL + "," + URL + "-2";
    String three = two + "," + URL + "-3";
    String[] receives = {"receive.concurrency.max", "2"};

    assertThat(connections(two, receives)).isGreaterThanOrEqualTo(2 + 2 * 16 + 64 + 64 + 16);
    assertThat(connections(three, receives) - connections(two, receives)).isEqualTo(16 + 1);
  }

  private int connections(String urls, String... settings) {
    Map<String, String> properties = properties(settings);
    properties.put("sqs.queue.urls", urls);
    return AwsSqsService.connections(new SqsSourceConfig(properties));
  }

  @Test
  void aMissingRegionIsToldAtOnce() {
    System.clearProperty("aws.region");

    assertThatThrownBy(() -> connect("aws.access.key.id", "AKID", "aws.secret.access.key", "s"))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageStartingWith("The SQS client cannot be made: Unable to load region");
  }

  /** Signs with the connector's name, spaces replaced. */
  public static final class Configured implements AwsCredentialsProvider, Configurable {

    private String name = "not configured";

    @Override
    public void configure(Map<String, ?> configs) {
      name = String.valueOf(configs.get("name")).replace(' ', '-');
    }

    @Override
    public AwsCredentials resolveCredentials() {
      return AwsBasicCredentials.create(name, SECRET);
    }
  }

  public static final class Made implements AwsCredentialsProvider {

    private Made() {}

    public static Made create() {
      return new Made();
    }

    @Override
    public AwsCredentials resolveCredentials() {
      return AwsBasicCredentials.create("MADE", SECRET);
    }
  }

  public static final class Thrower implements AwsCredentialsProvider {

    public Thrower() {
      throw new IllegalStateException(SECRET);
    }

    @Override
    public AwsCredentials resolveCredentials() {
      throw new UnsupportedOperationException();
    }
  }

  public static final class Demanding implements AwsCredentialsProvider, Configurable {

    @Override
    public void configure(Map<String, ?> configs) {
      if (configs.containsKey("vault.token")) {
        throw new ConfigException("vault.token", configs.get("vault.token"), "expected a number");
      }
      throw new ConfigException("vault.url is required");
    }

    @Override
    public AwsCredentials resolveCredentials() {
      throw new UnsupportedOperationException();
    }
  }

  public static final class Failing implements AwsCredentialsProvider {

    @Override
    public AwsCredentials resolveCredentials() {
      throw new IllegalStateException(SECRET);
    }
  }

  public static final class Empty implements AwsCredentialsProvider {

    @Override
    public AwsCredentials resolveCredentials() {
      return null;
    }
  }

  public static final class Closeable implements AwsCredentialsProvider, AutoCloseable {

    static volatile boolean closed;

    @Override
    public AwsCredentials resolveCredentials() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
