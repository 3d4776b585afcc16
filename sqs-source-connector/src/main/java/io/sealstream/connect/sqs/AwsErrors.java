package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import java.util.ServiceConfigurationError;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the SDK's futures and providers fail with, in the engine's terms. */
final class AwsErrors {

  private AwsErrors() {}

  /**
   * The error for a request to a queue.
   *
   * @param action the SQS action as IAM names it
   * @param url the queue's URL
   */
  static ConnectException ofRequest(Throwable error, String action, String url) {
    return sorted(
        error,
        credentials -> SqsErrors.noCredentials(credentials, action, url),
        refusal -> SqsErrors.refused(refusal, action, url),
        cause -> SqsErrors.noAnswer(cause, action, url));
  }

  /**
   * The error for a request for a payload in S3.
   *
   * @param action the S3 action as IAM names it
   * @param message the message that the payload belongs to, without any value
   */
  static ConnectException ofPayload(Throwable error, String action, String message) {
    return sorted(
        error,
        credentials -> S3Errors.noCredentials(credentials, action, message),
        refusal -> S3Errors.refused(refusal, action, message),
        cause -> S3Errors.noAnswer(cause, action, message));
  }

  /**
   * The error for a role that was not assumed.
   *
   * @param where the action of STS, and the role
   */
  static ConnectException ofRole(Throwable error, String where) {
    return sorted(
        error,
        credentials -> credentials,
        refusal -> CredentialsErrors.roleRefused(refusal, where),
        cause -> CredentialsErrors.noAnswer(cause, Kind.ROLE, where));
  }

  /** The same for a role that was to be assumed with the worker's web identity. */
  static ConnectException ofWebIdentity(Throwable error, String where) {
    return sorted(
        error,
        token -> token,
        refusal -> CredentialsErrors.webIdentityRefused(refusal, where),
        cause -> CredentialsErrors.noAnswer(cause, Kind.CREDENTIALS, where));
  }

  /**
   * The error for a provider that has no credentials.
   *
   * @param source what it is, as in "no AWS credentials from ..."
   * @param ofTheSdk whether its texts are the SDK's own, which hold no secret
   */
  static ConnectException ofProvider(Throwable error, String source, boolean ofTheSdk) {
    return sorted(
        error,
        known -> known,
        refusal -> CredentialsErrors.sourceRefused(refusal, source),
        cause -> withoutCredentials(cause, source, ofTheSdk));
  }

  private static ConnectException withoutCredentials(
      Throwable cause, String source, boolean ofTheSdk) {
    if (ofTheSdk && cause instanceof ServiceConfigurationError) {
      return CredentialsErrors.strangeHttpClient(source);
    }
    String text = ofTheSdk && cause instanceof SdkClientException ? cause.getMessage() : null;
    return CredentialsErrors.noCredentials(cause, text, source);
  }

  /**
   * The three ways in which a request of the SDK ends badly.
   *
   * @param ours for an error of one of our own credentials sources
   * @param refused for an answer that says no
   * @param noAnswer for everything else
   */
  private static ConnectException sorted(
      Throwable error,
      UnaryOperator<ConnectException> ours,
      Function<SqsErrors.Refusal, ConnectException> refused,
      Function<Throwable, ConnectException> noAnswer) {
    ConnectException known = ours(error);
    if (known != null) {
      return ours.apply(known);
    }
    Throwable cause = SqsFailure.causeOf(error);
    return cause instanceof AwsServiceException answer
        ? refused.apply(refusal(answer))
        : noAnswer.apply(CrtErrors.inJavasTerms(cause));
  }

  private static SqsErrors.Refusal refusal(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return new SqsErrors.Refusal(
        details == null ? null : details.errorCode(),
        answer.statusCode(),
        answer.isThrottlingException(),
        answer.requestId());
  }

  /** The error that one of our own credentials sources failed with, however the SDK wrapped it. */
  private static @Nullable ConnectException ours(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException ours) {
        return ours;
      }
    }
    return null;
  }
}
