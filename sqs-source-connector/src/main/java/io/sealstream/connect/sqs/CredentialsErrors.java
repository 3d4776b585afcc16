package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import io.sealstream.connect.sqs.SqsFailure.Lasting;
import io.sealstream.connect.sqs.SqsFailure.Passing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what goes wrong on the way to credentials, as {@link SqsErrors} sorts failed requests to a
 * queue: trouble of STS or of the network passes, anything else has to be mended. Nothing is
 * chained.
 */
final class CredentialsErrors {

  /** The web identity's own provider did not answer STS. */
  private static final String IDENTITY_PROVIDER_AWAY = "IDPCommunicationError";

  /** Names the client in the plugin's archive, so that the SDK does not look for others. */
  private static final String HTTP_CLIENT =
      "software.amazon.awssdk.http.service.impl="
          + "software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService";

  /**
   * What comes in the SDK's text between the chain's own description and its providers' answers.
   */
  private static final String CHAIN_ANSWERS = ") : [";

  /**
   * A provider's description before its answer, such as {@code XProvider(profileName=default): }.
   */
  private static final Pattern PROVIDERS_STATE = Pattern.compile("(\\w+Provider)\\([^:]*\\): ");

  private CredentialsErrors() {}

  /** STS said no to assuming the role that {@code where} names. */
  static ConnectException roleRefused(SqsErrors.Refusal refusal, String where) {
    if (SqsErrors.isNoPermission(refusal)) {
      return new Lasting(Kind.ROLE, where + ": ", "access denied. " + SqsSourceConfig.ROLE_HINT);
    }
    return refused(refusal, Kind.ROLE, where);
  }

  /** STS said no to assuming the role of the worker's web identity. */
  static ConnectException webIdentityRefused(SqsErrors.Refusal refusal, String where) {
    return SqsErrors.isNoPermission(refusal)
        ? new Lasting(
            Kind.CREDENTIALS,
            where + ": ",
            "access denied. Check that this role's trust policy names the worker's web identity")
        : refused(refusal, Kind.CREDENTIALS, where);
  }

  /** The file of the worker's web identity gives no token. */
  static ConnectException noToken(IOException error, Path file) {
    return new Lasting(
        Kind.CREDENTIALS,
        "The token of the worker's web identity, " + file + ", cannot be read: ",
        error.getClass().getSimpleName() + ". Check AWS_WEB_IDENTITY_TOKEN_FILE");
  }

  /** STS said no to the SDK, for a profile with a role or a web identity. */
  static ConnectException sourceRefused(SqsErrors.Refusal refusal, String source) {
    String where = "STS, asked by " + source;
    return SqsErrors.isNoPermission(refusal)
        ? new Lasting(
            Kind.CREDENTIALS,
            where + ": ",
            "access denied. Check its role, and whom the role's trust policy names")
        : refused(refusal, Kind.CREDENTIALS, where);
  }

  /** The SDK looks for an HTTP client on the whole class path, and stumbled over the worker's. */
  static ConnectException strangeHttpClient(String source) {
    return new Lasting(
        Kind.CREDENTIALS,
        "No AWS credentials from " + source + ": ",
        "the worker's class path has an HTTP client of another AWS SDK. Start the worker with -D"
            + HTTP_CLIENT);
  }

  private static ConnectException refused(SqsErrors.Refusal refusal, Kind kind, String where) {
    if (SqsErrors.isBadCredentials(refusal)) {
      return SqsErrors.badCredentials(refusal, where);
    }
    if (SqsErrors.passes(refusal) || IDENTITY_PROVIDER_AWAY.equals(refusal.code())) {
      return SqsErrors.later(refusal, kind, where);
    }
    return SqsErrors.refused(refusal, kind, where);
  }

  /** A request for credentials got no answer; {@code kind} is what the credentials are. */
  static ConnectException noAnswer(Throwable cause, Kind kind, String where) {
    String what = SqsErrors.describe(SqsErrors.rootOf(cause));
    return SqsErrors.passes(cause)
        ? new Passing(kind, where + ": ", what)
        : new Lasting(kind, where + " failed: ", what);
  }

  /** Of an empty chain only what each provider says: the SDK's text names each at length, twice. */
  private static String answersOf(String text) {
    int answers = text.indexOf(CHAIN_ANSWERS);
    return answers < 0
        ? text
        : PROVIDERS_STATE
            .matcher(text.substring(answers + CHAIN_ANSWERS.length() - 1))
            .replaceAll("$1: ");
  }

  /**
   * A provider failed.
   *
   * @param text what it says, if that may be repeated
   */
  static ConnectException noCredentials(Throwable cause, @Nullable String text, String source) {
    String where = "No AWS credentials from " + source;
    String why = text == null ? cause.getClass().getName() : answersOf(text);
    return SqsErrors.passes(cause)
        ? new Passing(Kind.CREDENTIALS, where + ": ", why)
        : new Lasting(
            Kind.CREDENTIALS,
            where + ". ",
            SqsSourceConfig.CREDENTIALS_HINT + ". What was found: " + why);
  }
}
