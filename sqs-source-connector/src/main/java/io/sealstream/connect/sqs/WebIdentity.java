package io.sealstream.connect.sqs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/**
 * The web identity that a worker has from its surroundings, such as the service account of a pod on
 * EKS: a token in a file, which is renewed there, and the role that it may assume.
 *
 * <p>Asked here and not by the SDK's chain, which takes an STS that is away for an identity that is
 * not there, and looks for an HTTP client on the whole class path.
 *
 * @param sessionName the session's name, or null where the worker says none
 */
record WebIdentity(Path tokenFile, String roleArn, @Nullable String sessionName) {

  /**
   * That of the worker, where the SDK's chain would ask for it: there is one, and no access key,
   * which the chain would find first.
   */
  static @Nullable WebIdentity ofWorker() {
    String file = valueOf(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE);
    String role = valueOf(SdkSystemSetting.AWS_ROLE_ARN);
    boolean hasKey =
        valueOf(SdkSystemSetting.AWS_ACCESS_KEY_ID) != null
            && valueOf(SdkSystemSetting.AWS_SECRET_ACCESS_KEY) != null;
    return file == null || role == null || hasKey
        ? null
        : new WebIdentity(Path.of(file), role, valueOf(SdkSystemSetting.AWS_ROLE_SESSION_NAME));
  }

  /** The JVM's property, else the environment's variable, as the SDK reads them. */
  private static @Nullable String valueOf(SdkSystemSetting setting) {
    return setting
        .getStringValue()
        .map(String::trim)
        .filter(value -> !value.isEmpty())
        .orElse(null);
  }

  /** Reads the token and asks STS, whose answer is in the future. */
  CompletableFuture<AssumeRoleWithWebIdentityResponse> assumeRole(
      StsAsyncClient sts, String defaultSessionName) {
    String token;
    try {
      token = new String(Files.readAllBytes(tokenFile), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(CredentialsErrors.noToken(e, tokenFile));
    }
    return sts.assumeRoleWithWebIdentity(
        AssumeRoleWithWebIdentityRequest.builder()
            .webIdentityToken(token)
            .roleArn(roleArn)
            .roleSessionName(sessionName == null ? defaultSessionName : sessionName)
            .build());
  }
}
