package io.sealstream.connect.sqs;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Turns what the AWS SDK throws into the two kinds of error that the engine knows: {@link
 * RetriableException} for trouble that passes, {@link ConnectException} with a way out for trouble
 * that somebody has to mend. The SDK's exceptions are not chained where they could quote a request.
 */
final class AwsErrors {

  private static final Set<String> BAD_CREDENTIALS =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "MissingAuthenticationToken",
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidSecurity");

  private static final Set<String> NO_PERMISSION = Set.of("AccessDenied", "AccessDeniedException");

  /** By the name in SQS's model, and by the one that its answers hold. */
  private static final Set<String> NO_KEY_PERMISSION =
      Set.of("KmsAccessDenied", "KMS.AccessDeniedException");

  private static final Set<String> NO_QUEUE =
      Set.of("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "InvalidAddress");

  /** What passes and is neither a 5xx nor throttling by the SDK's own list. */
  private static final Set<String> PASSES =
      Set.of(
          "OverLimit", // too many messages of the queue are in flight, whoever holds them
          "KmsThrottled",
          "KMS.ThrottlingException",
          "RequestTimeout",
          "RequestTimeoutException");

  private AwsErrors() {}

  /**
   * @param error what the SDK's future failed with
   * @param action the SQS action as IAM names it
   * @param url the queue's URL
   */
  static ConnectException translate(Throwable error, String action, String url) {
    Throwable inner = error.getCause();
    Throwable cause = error instanceof CompletionException && inner != null ? inner : error;
    if (cause instanceof AwsServiceException answer) {
      return ofAnswer(answer, action, url);
    }
    String where = "SQS " + action + " on " + url;
    if (passes(cause)) {
      return new RetriableException(where + ": " + rootOf(cause));
    }
    return new ConnectException(where + " failed: " + cause.getMessage());
  }

  private static ConnectException ofAnswer(AwsServiceException answer, String action, String url) {
    String code = codeOf(answer);
    String where = "SQS " + action + " on " + url;
    int status = answer.statusCode();
    if (BAD_CREDENTIALS.contains(code)) {
      return new ConnectException(
          where
              + ": AWS does not accept the credentials ("
              + code
              + "). Check the access key, its session and the worker's clock");
    }
    if (NO_PERMISSION.contains(code)) {
      return new ConnectException(
          where
              + ": access denied. Grant sqs:"
              + action
              + " on this queue to the credentials in use");
    }
    if (NO_KEY_PERMISSION.contains(code)) {
      return new ConnectException(
          where
              + ": access to the queue's KMS key was denied. Grant kms:Decrypt, and"
              + " kms:GenerateDataKey for sending, on that key to the credentials in use");
    }
    if (NO_QUEUE.contains(code)) {
      return new ConnectException(
          where + ": this queue does not exist. Check its URL, the region and the account");
    }
    if (status >= 500
        || status == 429
        || status == 408
        || answer.isThrottlingException()
        || PASSES.contains(code)) {
      return new RetriableException(where + ": " + code + " (HTTP " + status + ")");
    }
    return new ConnectException(
        where
            + " was refused: "
            + code
            + " (HTTP "
            + status
            + ", request "
            + answer.requestId()
            + ")");
  }

  /** A proxy or a load balancer answers without a code of AWS. */
  private static String codeOf(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "no error code" : code;
  }

  private static boolean passes(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static String rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
