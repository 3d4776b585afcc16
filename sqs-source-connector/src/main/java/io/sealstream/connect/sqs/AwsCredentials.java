package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsSourceConfig.Role;
import io.sealstream.connect.sqs.SqsSourceConfig.StaticCredentials;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.config.types.Password;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * The credentials of a task, as its configuration says: an access key, a profile, a class of the
 * user's own or the SDK's chain, and, on top of any of them, a role to assume.
 */
final class AwsCredentials implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AwsCredentials.class);

  private static final long IDLE_THREAD_SECONDS = 30;

  private final IdentityProvider<AwsCredentialsIdentity> provider;
  private final List<Runnable> closing;

  private AwsCredentials(
      IdentityProvider<AwsCredentialsIdentity> provider, List<Runnable> closing) {
    this.provider = provider;
    this.closing = closing;
  }

  /**
   * Makes no request.
   *
   * @param http the client to ask STS with; stays open when this is closed
   * @param stsOptions what to change of the client for STS before it is built
   * @throws org.apache.kafka.connect.errors.ConnectException when the configured class cannot be
   *     created
   * @throws software.amazon.awssdk.core.exception.SdkClientException when no region is found
   */
  static AwsCredentials of(
      SqsSourceConfig config, SdkAsyncHttpClient http, Consumer<StsAsyncClientBuilder> stsOptions) {
    AwsCredentials base = base(config, http, stsOptions);
    Role role = config.role();
    if (role == null) {
      return base;
    }
    try {
      return ofRole(role, sts(config, http, base.provider(), stsOptions), base);
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  /** Those without the role of the settings. */
  private static AwsCredentials base(
      SqsSourceConfig config, SdkAsyncHttpClient http, Consumer<StsAsyncClientBuilder> stsOptions) {
    StaticCredentials keys = config.credentials();
    if (keys != null) {
      return ofAccessKey(keys);
    }
    String profile = config.profile();
    if (profile != null) {
      return of(
          new CredentialsSource(
              ProfileCredentialsProvider.create(profile), "the profile " + profile, true));
    }
    String className = config.credentialsProviderClass();
    if (className != null) {
      return of(
          new CredentialsSource(
              CustomCredentials.create(className, config.originals()), className, false));
    }
    WebIdentity identity = WebIdentity.ofWorker();
    return identity == null
        ? of(chain())
        : ofWebIdentity(
            identity,
            sts(config, http, AnonymousCredentialsProvider.create(), stsOptions),
            config.defaultSessionName());
  }

  private static AwsCredentials ofAccessKey(StaticCredentials keys) {
    String id = keys.id().value();
    String secret = keys.secret().value();
    Password token = keys.sessionToken();
    return new AwsCredentials(
        StaticCredentialsProvider.create(
            token == null
                ? AwsBasicCredentials.create(id, secret)
                : AwsSessionCredentials.create(id, secret, token.value())),
        List.of());
  }

  private static AwsCredentials of(CredentialsSource source) {
    return new AwsCredentials(source, List.of(source::close));
  }

  private static CredentialsSource chain() {
    // Its own threads renew what it got from the instance, while requests use the old.
    return new CredentialsSource(
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build(),
        "the AWS SDK's default chain",
        true);
  }

  private static AwsCredentials ofRole(Role role, StsAsyncClient sts, AwsCredentials base) {
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn(role.arn())
            .roleSessionName(role.sessionName())
            .externalId(role.externalId())
            .build();
    String name = "STS AssumeRole of " + role.arn();
    return ofSession(
        new RoleSession.Question(
            name,
            () -> sts.assumeRole(request).thenApply(answer -> credentials(answer.credentials())),
            error -> AwsErrors.ofRole(error, name)),
        List.of(sts::close, base::close));
  }

  private static AwsCredentials ofWebIdentity(
      WebIdentity identity, StsAsyncClient sts, String defaultSessionName) {
    String name = "STS AssumeRoleWithWebIdentity of " + identity.roleArn();
    return ofSession(
        new RoleSession.Question(
            name,
            () ->
                identity
                    .assumeRole(sts, defaultSessionName)
                    .thenApply(answer -> credentials(answer.credentials())),
            error -> AwsErrors.ofWebIdentity(error, name)),
        List.of(sts::close));
  }

  private static AwsCredentials ofSession(RoleSession.Question question, List<Runnable> closing) {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            AwsCredentials::thread);
    thread.allowCoreThreadTimeOut(true);
    List<Runnable> all = new ArrayList<>();
    all.add(thread::shutdownNow);
    all.addAll(closing);
    Trouble trouble = new Trouble(log, System::nanoTime, "A role is not assumed now");
    return new AwsCredentials(
        new RoleSession(question, thread, Clock.systemUTC(), System::nanoTime, trouble),
        List.copyOf(all));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sqs-source-credentials");
    thread.setDaemon(true);
    // A thread of the client may start this one; what providers look up is in the plugin.
    thread.setContextClassLoader(AwsCredentials.class.getClassLoader());
    return thread;
  }

  private static StsAsyncClient sts(
      SqsSourceConfig config,
      SdkAsyncHttpClient http,
      IdentityProvider<AwsCredentialsIdentity> base,
      Consumer<StsAsyncClientBuilder> stsOptions) {
    StsAsyncClientBuilder builder =
        StsAsyncClient.builder()
            .httpClient(http)
            .credentialsProvider(base)
            .overrideConfiguration(
                o -> o.retryStrategy(ClockRetry.create()).defaultProfileName(config.profile()))
            // What follows an answer does not block: it needs no threads beside the client's.
            .asyncConfiguration(
                o ->
                    o.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
    if (config.region() != null) {
      builder.region(Region.of(config.region()));
    }
    stsOptions.accept(builder);
    return builder.build();
  }

  private static AwsSessionCredentials credentials(Credentials answer) {
    return AwsSessionCredentials.builder()
        .accessKeyId(answer.accessKeyId())
        .secretAccessKey(answer.secretAccessKey())
        .sessionToken(answer.sessionToken())
        .expirationTime(answer.expiration())
        .build();
  }

  /**
   * What requests are signed with. The SDK waits for it on the thread that makes a request: with a
   * role only while there is no session, else as long as the provider blocks.
   */
  IdentityProvider<AwsCredentialsIdentity> provider() {
    return provider;
  }

  /** Ends the threads that keep credentials fresh. */
  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
