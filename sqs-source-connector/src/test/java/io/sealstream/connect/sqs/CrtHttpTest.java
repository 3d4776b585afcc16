package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/** The native HTTP client: what is its own about it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrtHttpTest {

  private static final String PASSWORD = "of-this-test";

  @TempDir private Path folder;

  @Test
  void aTaskReadsItsQueueAndLeavesNothingNative() throws Exception {
    try (FakeAws aws = new FakeAws()) {
      SourceTask task = new SqsSourceTask();
      task.start(properties("sqs.endpoint.url", aws.url()));
      try {
        while (aws.toSqs().size() < 3) {
          assertThat(task.poll()).isNull(); // waits; throws if the task has failed
        }
      } finally {
        task.stop();
      }
    }
    CrtResource.waitForNoResources(); // throws when it waited in vain
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        Http http = CrtHttp.open(Duration.ofSeconds(2), 1);
        SqsAsyncClient client = client(http, silent.getLocalPort())) {
      CompletableFuture<?> receive =
          client.receiveMessage(r -> r.queueUrl(SampleMessages.QUEUE_URL));

      Throwable error = catchThrowable(() -> receive.get(50, TimeUnit.SECONDS));

      assertThat(CrtErrors.inJavasTerms(error))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("AWS_ERROR_HTTP_CHANNEL_THROUGHPUT_FAILURE");
    }
  }

  @Test
  void aCertificateThatTheSystemDoesNotKnowIsRefused() throws Exception {
    HttpsServer server = httpsServer();
    server.start();
    URI endpoint = URI.create("https://localhost:" + server.getAddress().getPort());
    try (Http http = CrtHttp.open(Duration.ofSeconds(20), 1);
        SqsAsyncClient client = client(http, endpoint)) {
      CompletableFuture<?> receive =
          client.receiveMessage(r -> r.queueUrl(SampleMessages.QUEUE_URL));

      Throwable error = catchThrowable(() -> receive.get(50, TimeUnit.SECONDS));

      assertThat(CrtErrors.inJavasTerms(error))
          // It closes the connection only after longer than the SDK waits for one.
          .isInstanceOfAny(SSLException.class, TimeoutException.class)
          .hasMessageContaining("sqs.http.client=crt trusts the certificates of the system");
    } finally {
      server.stop(0);
    }
  }

  /** With a certificate for localhost that nobody signed but itself. */
  private HttpsServer httpsServer() throws Exception {
    Path file = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static SqsAsyncClient client(Http http, int port) {
    return client(http, URI.create("http://127.0.0.1:" + port));
  }

  private static SqsAsyncClient client(Http http, URI endpoint) {
    return SqsAsyncClient.builder()
        .httpClient(http.client())
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .overrideConfiguration(o -> o.retryStrategy(ClockRetry.create()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "s")))
        .build();
  }

  /** As on a platform that the archive holds no library for. */
  @Test
  void aNativeLibraryThatCannotBeLoadedIsToldByTheValidation() throws Exception {
    String setting = "aws.crt.arch";
    SourceConnector connector =
        new PluginClasses(List.of()).create("SqsSourceConnector", SourceConnector.class);
    System.setProperty(setting, "unknown");
    try {
      assertThat(problems(connector, properties()))
          .containsOnlyKeys("sqs.http.client")
          .hasEntrySatisfying(
              "sqs.http.client",
              told ->
                  assertThat(told)
                      .singleElement()
                      .asString()
                      .matches(
                          "The native library of the AWS Common Runtime cannot be loaded \\(.*"
                              + "Unable to unpack.*\\)\\. Set sqs\\.http\\.client to netty, or .*"));
    } finally {
      System.clearProperty(setting);
    }
  }

  @Test
  void aProxyIsRefused() throws IOException {
    Map<String, List<String>> problems =
        problems(
            new SqsSourceConnector(), properties("sqs.proxy.url", "http://proxy.example.com:3128"));

    assertThat(problems)
        .isEqualTo(
            Map.of(
                "sqs.http.client",
                List.of("crt uses no proxy: with sqs.proxy.url set it to netty")));
  }

  private static Map<String, List<String>> problems(
      SourceConnector connector, Map<String, String> properties) {
    Map<String, List<String>> problems = new HashMap<>();
    connector.validate(properties).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .forEach(value -> problems.put(value.name(), value.errorMessages()));
    return problems;
  }

  private static Map<String, String> properties(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "logins");
    properties.put("sqs.queue.urls", SampleMessages.QUEUE_URL);
    properties.put("topic", "logins");
    properties.put("sqs.region", "eu-central-1");
    properties.put("aws.access.key.id", "AKID");
    properties.put("aws.secret.access.key", "s");
    properties.put("sqs.http.client", "crt");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }
}
