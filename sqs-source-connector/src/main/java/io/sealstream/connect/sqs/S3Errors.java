package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import io.sealstream.connect.sqs.SqsFailure.Lasting;
import io.sealstream.connect.sqs.SqsFailure.Passing;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * Sorts failed requests for payloads as {@link SqsErrors} sorts those to queues, and with a third
 * kind: {@link PoisonException} for a payload that is not to be had. Bucket and key are in no text:
 * they come from a message's body. Nothing is chained.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error
 *     codes</a>
 */
final class S3Errors {

  /** Where the object or the pointer itself is the reason, whoever asks. */
  private static final Set<String> NOT_TO_BE_HAD =
      Set.of(
          "NoSuchKey",
          "NoSuchBucket",
          "InvalidObjectState",
          "KeyTooLongError",
          "InvalidBucketName",
          "InvalidURI",
          "InvalidRequest"); // among others, an object under a key of its sender's own (SSE-C)

  private static final Set<String> BAD_CREDENTIALS = Set.of("InvalidToken", "TokenRefreshRequired");

  private static final int NOT_FOUND = 404;

  private S3Errors() {}

  /**
   * The error for a request that was refused.
   *
   * @param action the S3 action as IAM names it
   * @param message the message whose payload it was about, without any value
   */
  static ConnectException refused(SqsErrors.Refusal refusal, String action, String message) {
    String where = where(action, message);
    String code = String.valueOf(refusal.code());
    if (NOT_TO_BE_HAD.contains(code) || refusal.status() == NOT_FOUND) {
      return new PoisonException("its payload is not to be had from S3 (" + code + ")");
    }
    if (SqsErrors.isBadCredentials(refusal) || BAD_CREDENTIALS.contains(code)) {
      return SqsErrors.badCredentials(refusal, where);
    }
    if (SqsErrors.isNoPermission(refusal)) {
      return new Lasting(
          Kind.PERMISSION,
          where + ": ",
          "access denied. Grant s3:"
              + action
              + " on the bucket's objects, and kms:Decrypt on its key if it has one, to the"
              + " credentials in use. Without s3:ListBucket on the bucket S3 answers so for an"
              + " object that is not there, too");
    }
    return SqsErrors.passes(refusal)
        ? SqsErrors.later(refusal, Kind.QUEUE, where)
        : SqsErrors.refused(refusal, Kind.QUEUE, where);
  }

  /** The error for a request that got no answer. */
  static ConnectException noAnswer(Throwable cause, String action, String message) {
    String where = where(action, message);
    // By its type alone: the name of a host begins with the bucket's.
    String what = SqsErrors.rootOf(cause).getClass().getSimpleName();
    return SqsErrors.passes(cause)
        ? new Passing(Kind.LOST_CONNECTION, where + ": ", what)
        : new Lasting(Kind.QUEUE, where + " failed: ", what);
  }

  /** The error for a request that was not sent, because there are no credentials to sign it. */
  static ConnectException noCredentials(ConnectException why, String action, String message) {
    String where = where(action, message) + ": ";
    String what = String.valueOf(why.getMessage());
    return why instanceof RetriableException
        ? new Passing(Kind.CREDENTIALS, where, what)
        : new Lasting(Kind.CREDENTIALS, where, what);
  }

  private static String where(String action, String message) {
    return "S3 " + action + " for message " + message;
  }
}
