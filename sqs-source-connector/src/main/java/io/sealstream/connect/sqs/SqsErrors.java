package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import io.sealstream.connect.sqs.SqsFailure.Lasting;
import io.sealstream.connect.sqs.SqsFailure.Passing;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Sorts failed requests into the two kinds of error that the engine knows: {@link
 * SqsFailure.Passing} for trouble that passes, {@link SqsFailure.Lasting} with a way out for
 * trouble that somebody has to mend. Nothing is chained: a client's exception could quote its
 * request.
 */
final class SqsErrors {

  private static final Set<String> BAD_CREDENTIALS =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "InvalidAccessKeyId",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestInTheFuture",
          "NotAuthorized",
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidSecurity");

  private static final Set<String> NO_PERMISSION = Set.of("AccessDenied", "AccessDeniedException");

  /** By the name in SQS's model, and by the one that its answers hold. */
  private static final Set<String> NO_KEY_PERMISSION =
      Set.of("KmsAccessDenied", "KMS.AccessDeniedException");

  /** The key is disabled, gone, or in no state to be used; each by both names, as above. */
  private static final Set<String> BAD_KEY =
      Set.of(
          "KmsDisabled",
          "KMS.DisabledException",
          "KmsNotFound",
          "KMS.NotFoundException",
          "KmsInvalidState",
          "KMS.InvalidStateException",
          "KmsInvalidKeyUsage",
          "KMS.InvalidKeyUsageException");

  /** The account is not subscribed to the service, or not activated in the region. */
  private static final String NOT_ACTIVATED = "OptInRequired";

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

  /** How the AWS SDK begins its texts; these two say what to do, or must not be quoted whole. */
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  /** How the SDK's HTTP client says that the proxy answered CONNECT with anything but 200. */
  private static final String PROXY_REFUSED = "Could not connect to proxy";

  private static final String WRONG_CHECKSUM = "MD5 returned by SQS does not match";

  private SqsErrors() {}

  /**
   * An answer that says no.
   *
   * @param code SQS's error code; null where something before SQS answered, such as a proxy
   * @param status the HTTP status
   * @param throttled whether the code is one of AWS's for throttling
   * @param requestId the id by which AWS support finds the request, or null
   */
  record Refusal(
      @Nullable String code, int status, boolean throttled, @Nullable String requestId) {}

  /**
   * The error for a request that got no answer.
   *
   * @param cause what the client failed with
   * @param action the SQS action as IAM names it
   * @param url the queue's URL
   */
  static ConnectException noAnswer(Throwable cause, String action, String url) {
    String where = where(action, url);
    String text = String.valueOf(cause.getMessage());
    if (text.startsWith(WRONG_CHECKSUM)) {
      return new Passing(
          Kind.LOST_CONNECTION, where + ": ", "the answer does not match its checksum");
    }
    if (passes(cause)) {
      Kind kind = nobodyThere(cause) ? Kind.NO_CONNECTION : Kind.LOST_CONNECTION;
      return new Passing(kind, where + ": ", describe(rootOf(cause)));
    }
    return text.startsWith(NO_CREDENTIALS)
        ? new Lasting(Kind.CREDENTIALS, where + " failed: ", text)
        : new Lasting(Kind.QUEUE, where + " failed: ", describe(rootOf(cause)));
  }

  /** The error for a request that was refused; the arguments are those of {@link #noAnswer}. */
  static ConnectException refused(Refusal refusal, String action, String url) {
    String code = codeOf(refusal);
    String where = where(action, url) + ": ";
    if (isBadCredentials(refusal)) {
      return badCredentials(refusal, where(action, url));
    }
    if (isNoPermission(refusal)) {
      return new Lasting(
          Kind.PERMISSION,
          where,
          "access denied. Grant sqs:" + action + " on this queue to the credentials in use");
    }
    if (NO_KEY_PERMISSION.contains(code)) {
      return new Lasting(
          Kind.PERMISSION,
          where,
          "access to the queue's KMS key was denied. Grant kms:Decrypt, and"
              + " kms:GenerateDataKey for sending, on that key to the credentials in use");
    }
    if (BAD_KEY.contains(code)) {
      return new Lasting(
          Kind.QUEUE,
          where,
          "the queue's KMS key cannot be used ("
              + code
              + "). Enable the key, or give the queue another");
    }
    if (NO_QUEUE.contains(code)) {
      return new Lasting(
          Kind.QUEUE,
          where,
          "this queue does not exist. Check its URL, the region and the account");
    }
    return passes(refusal)
        ? later(refusal, Kind.QUEUE, where(action, url))
        : refused(refusal, Kind.QUEUE, where(action, url));
  }

  /** The error for a request that was not sent, because there are no credentials to sign it. */
  static ConnectException noCredentials(ConnectException why, String action, String url) {
    String where = where(action, url) + ": ";
    String what = String.valueOf(why.getMessage());
    Kind kind = SqsFailure.kindOf(why, Kind.CREDENTIALS);
    return why instanceof RetriableException
        ? new Passing(kind, where, what)
        : new Lasting(kind, where, what);
  }

  static boolean isBadCredentials(Refusal refusal) {
    String code = codeOf(refusal);
    return BAD_CREDENTIALS.contains(code) || NOT_ACTIVATED.equals(code);
  }

  static ConnectException badCredentials(Refusal refusal, String where) {
    if (NOT_ACTIVATED.equals(refusal.code())) {
      return new Lasting(
          Kind.CREDENTIALS,
          where + ": ",
          "the account of the credentials is not signed up for the service, or has not enabled"
              + " this region ("
              + NOT_ACTIVATED
              + "). Do that, or check the access key");
    }
    return new Lasting(
        Kind.CREDENTIALS,
        where + ": ",
        "AWS does not accept the credentials ("
            + refusal.code()
            + "). Check the access key, its session and the worker's clock");
  }

  static boolean isNoPermission(Refusal refusal) {
    return NO_PERMISSION.contains(codeOf(refusal));
  }

  /** Whether the same request may be accepted later. */
  static boolean passes(Refusal refusal) {
    int status = refusal.status();
    return status >= 500
        || status == 429
        || status == 408
        || refusal.throttled()
        || PASSES.contains(codeOf(refusal));
  }

  static ConnectException later(Refusal refusal, Kind kind, String where) {
    return new Passing(kind, where + ": ", codeOf(refusal) + " (HTTP " + refusal.status() + ")");
  }

  static ConnectException refused(Refusal refusal, Kind kind, String where) {
    return new Lasting(
        kind,
        where + " was refused: ",
        codeOf(refusal) + " (HTTP " + refusal.status() + ", request " + refusal.requestId() + ")");
  }

  private static String codeOf(Refusal refusal) {
    return refusal.code() == null ? "no error code" : refusal.code();
  }

  private static String where(String action, String url) {
    return "SQS " + action + " on " + url;
  }

  /** Whether {@code error} is trouble of the network, which passes. */
  static boolean passes(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** A wrong host, port or proxy, or something there that does not speak TLS as we do. */
  private static boolean nobodyThere(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException
          || cause instanceof java.net.ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof SSLException
          || PROXY_REFUSED.equals(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  static Throwable rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /**
   * The texts of network errors name hosts and times, those of certificates names and dates. Those
   * of parsers quote what they parsed.
   */
  static String describe(Throwable root) {
    if (PROXY_REFUSED.equals(root.getMessage())) {
      return "the proxy opened no connection. " + SqsSourceConfig.PROXY_HINT;
    }
    if (isUntrusted(root)) {
      return "the server's certificate is not trusted: "
          + textOf(root)
          + ". "
          + SqsSourceConfig.TLS_HINT;
    }
    if (root instanceof CertificateExpiredException
        || root instanceof CertificateNotYetValidException) {
      return "a certificate of the server is not valid now: "
          + textOf(root)
          + ". "
          + SqsSourceConfig.VALIDITY_HINT;
    }
    if (root instanceof CertPathValidatorException || root instanceof CertificateException) {
      // Below TLS, so its name alone would not say what it is about.
      return "the server's certificate is not accepted: " + textOf(root);
    }
    String type = root.getClass().getSimpleName();
    boolean ofTheNetwork =
        root instanceof UnknownHostException
            || root instanceof SocketException
            || root instanceof SSLException
            || root instanceof TimeoutException;
    return ofTheNetwork && root.getMessage() != null ? type + ": " + root.getMessage() : type;
  }

  /** No chain leads to an issuer that the JVM knows. */
  private static boolean isUntrusted(Throwable root) {
    return root instanceof CertPathBuilderException
        || (root instanceof CertPathValidatorException invalid
            && invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR);
  }

  /** Its message without a full stop, which some of the JDK's have; its type where it has none. */
  private static String textOf(Throwable error) {
    String message = error.getMessage();
    if (message == null) {
      return error.getClass().getSimpleName();
    }
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
