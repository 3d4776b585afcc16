package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsErrorsTest {

  private static final String URL = SampleMessages.QUEUE_URL;
  private static final String RECEIVE = "SQS ReceiveMessage on " + URL;

  private static org.apache.kafka.connect.errors.ConnectException translate(Throwable error) {
    return AwsErrors.ofRequest(error, "ReceiveMessage", URL);
  }

  private static AwsServiceException answer(String code, int status) {
    return SqsException.builder()
        .message("secret")
        .statusCode(status)
        .requestId("request-1")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("secret").build())
        .build();
  }

  private static void assertRetriable(Throwable error, String text) {
    assertThat(translate(error)).isExactlyInstanceOf(SqsFailure.Passing.class).hasMessage(text);
  }

  private static void assertFatal(Throwable error, String text) {
    assertThat(translate(error)).isExactlyInstanceOf(SqsFailure.Lasting.class).hasMessage(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
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
        "InvalidSecurity"
      })
  void badCredentialsAreFatal(String code) {
    assertFatal(
        answer(code, 403),
        RECEIVE
            + ": AWS does not accept the credentials ("
            + code
            + "). Check the access key, its session and the worker's clock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AccessDenied", "AccessDeniedException"})
  void missingPermissionIsFatalAndNamesIt(String code) {
    assertFatal(
        answer(code, 403),
        RECEIVE
            + ": access denied. Grant sqs:ReceiveMessage on this queue to the credentials in use");
  }

  /** The first is the name in SQS's model, the second what its answers hold. */
  @ParameterizedTest
  @ValueSource(strings = {"KmsAccessDenied", "KMS.AccessDeniedException"})
  void missingPermissionOfTheKeyIsFatalAndIsNotTakenForOneOfTheQueue(String code) {
    assertFatal(
        answer(code, 400),
        RECEIVE
            + ": access to the queue's KMS key was denied. Grant kms:Decrypt, and"
            + " kms:GenerateDataKey for sending, on that key to the credentials in use");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KmsDisabled",
        "KMS.DisabledException",
        "KmsNotFound",
        "KMS.NotFoundException",
        "KmsInvalidState",
        "KMS.InvalidStateException",
        "KmsInvalidKeyUsage",
        "KMS.InvalidKeyUsageException"
      })
  void aKeyThatCannotBeUsedIsFatalAndSaysWhatToDo(String code) {
    assertFatal(
        answer(code, 400),
        RECEIVE
            + ": the queue's KMS key cannot be used ("
            + code
            + "). Enable the key, or give the queue another");
  }

  @Test
  void anAccountThatIsNotSignedUpIsToldAtTheCredentials() {
    Throwable error = answer("OptInRequired", 403);

    assertFatal(
        error,
        RECEIVE
            + ": the account of the credentials is not signed up for the service, or has not"
            + " enabled this region (OptInRequired). Do that, or check the access key");
    assertThat(SqsFailure.kindOf(translate(error), SqsFailure.Kind.QUEUE))
        .isEqualTo(SqsFailure.Kind.CREDENTIALS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "InvalidAddress"})
  void missingQueueIsFatal(String code) {
    assertFatal(
        answer(code, 400),
        RECEIVE + ": this queue does not exist. Check its URL, the region and the account");
  }

  @Test
  void modelledExceptionsAreToldByTheirCodeToo() {
    assertFatal(
        QueueDoesNotExistException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("AWS.SimpleQueueService.NonExistentQueue")
                    .build())
            .statusCode(400)
            .build(),
        RECEIVE + ": this queue does not exist. Check its URL, the region and the account");
  }

  @ParameterizedTest
  @CsvSource({
    "RequestThrottled, 400",
    "Throttling, 400",
    "ThrottlingException, 400",
    "TooManyRequestsException, 429",
    "Whatever, 429",
    "InternalError, 500",
    "InternalFailure, 500",
    "ServiceUnavailable, 503",
    "Whatever, 504",
    "KmsThrottled, 400",
    "KMS.ThrottlingException, 400",
    "OverLimit, 403",
    "RequestTimeout, 400",
    "RequestTimeoutException, 400",
    "Whatever, 408"
  })
  void troubleThatPassesIsRetriable(String code, int status) {
    assertRetriable(answer(code, status), RECEIVE + ": " + code + " (HTTP " + status + ")");
  }

  @Test
  void anAnswerWithoutAnErrorCodeIsJudgedByItsStatus() {
    assertRetriable(answer(null, 502), RECEIVE + ": no error code (HTTP 502)");
    assertRetriable(
        SqsException.builder().statusCode(503).build(), RECEIVE + ": no error code (HTTP 503)");
    assertFatal(
        answer(null, 404), RECEIVE + " was refused: no error code (HTTP 404, request request-1)");
  }

  @Test
  void anyOtherRefusalIsFatalAndNamesTheRequest() {
    assertFatal(
        answer("InvalidAttributeName", 400),
        RECEIVE + " was refused: InvalidAttributeName (HTTP 400, request request-1)");
  }

  @Test
  void theServicesOwnTextIsNeitherQuotedNorChained() {
    for (String code :
        new String[] {"InvalidMessageContents", "AccessDenied", "Throttling", "ExpiredToken"}) {
      assertThat(translate(answer(code, 400))).hasNoCause().asString().doesNotContain("secret");
    }
  }

  @Test
  void lostConnectionIsRetriable() {
    assertRetriable(
        new SocketException("Connection reset"), RECEIVE + ": SocketException: Connection reset");
    assertRetriable(
        SdkClientException.create(
            "Unable to execute HTTP request", new UnknownHostException("sqs.example.org")),
        RECEIVE + ": UnknownHostException: sqs.example.org");
    assertRetriable(
        SdkClientException.create(
            "Unable to execute HTTP request",
            new IOException("wrapped", new ConnectException("Connection refused"))),
        RECEIVE + ": ConnectException: Connection refused");
  }

  /** What TLS fails with, and below it why. */
  private static Throwable handshake(GeneralSecurityException cause) {
    SSLHandshakeException handshake = new SSLHandshakeException("PKIX path building failed");
    handshake.initCause(cause);
    return SdkClientException.create("x", new IOException(handshake));
  }

  private static void assertCertificate(GeneralSecurityException cause, String text) {
    Throwable error = handshake(cause);
    assertRetriable(error, RECEIVE + ": " + text);
    assertThat(SqsFailure.kindOf(translate(error), SqsFailure.Kind.QUEUE))
        .isEqualTo(SqsFailure.Kind.NO_CONNECTION);
  }

  @Test
  void aCertificateThatIsNotTrustedSaysWhereTrustComesFrom() {
    String hint =
        ". Put its issuer into the trust store of the worker's JVM (javax.net.ssl.trustStore)";

    assertCertificate(
        new CertPathBuilderException("no path to the target"),
        "the server's certificate is not trusted: no path to the target" + hint);
    assertCertificate(
        new CertPathValidatorException("no anchor", null, null, -1, PKIXReason.NO_TRUST_ANCHOR),
        "the server's certificate is not trusted: no anchor" + hint);
  }

  @Test
  void aCertificateThatIsNotValidNowSaysSoAndNothingOfTrust() {
    assertCertificate(
        new CertificateExpiredException("NotAfter: Sat Jan 01 00:00:00 UTC 2022"),
        "a certificate of the server is not valid now: NotAfter: Sat Jan 01 00:00:00 UTC 2022. Have"
            + " it renewed, or set the worker's clock right");
    assertCertificate(
        new CertificateNotYetValidException("NotBefore: Fri Jan 01 00:00:00 UTC 2044"),
        "a certificate of the server is not valid now: NotBefore: Fri Jan 01 00:00:00 UTC 2044."
            + " Have it renewed, or set the worker's clock right");
  }

  /** The JDK ends some of these texts with a full stop, others not. */
  @Test
  void aCertificateOfAnotherNameOrWithAnotherFaultIsToldAsTheJvmTellsIt() {
    assertCertificate(
        new CertificateException("No subject alternative DNS name matching sqs.example.org found."),
        "the server's certificate is not accepted: No subject alternative DNS name matching"
            + " sqs.example.org found");
    assertCertificate(
        new CertificateException("No name matching sqs.example.org found"),
        "the server's certificate is not accepted: No name matching sqs.example.org found");
    assertCertificate(
        new CertPathValidatorException("signature check failed"),
        "the server's certificate is not accepted: signature check failed");
  }

  @Test
  void anErrorWithoutATextIsToldByItsType() {
    assertCertificate(
        new CertPathBuilderException(),
        "the server's certificate is not trusted: CertPathBuilderException. Put its issuer into the"
            + " trust store of the worker's JVM (javax.net.ssl.trustStore)");
    assertCertificate(
        new CertificateExpiredException(),
        "a certificate of the server is not valid now: CertificateExpiredException. Have it"
            + " renewed, or set the worker's clock right");
    assertCertificate(
        new CertificateException(),
        "the server's certificate is not accepted: CertificateException");
    assertRetriable(new SocketException(), RECEIVE + ": SocketException");
    assertRetriable(new TimeoutException(), RECEIVE + ": TimeoutException");
  }

  @Test
  void timeoutIsRetriable() {
    assertRetriable(
        SdkClientException.create(
            "Unable to execute HTTP request", new TimeoutException("Acquire took too long")),
        RECEIVE + ": TimeoutException: Acquire took too long");
  }

  @Test
  void theFuturesWrappingIsTakenOff() {
    assertRetriable(
        new CompletionException(answer("Throttling", 400)), RECEIVE + ": Throttling (HTTP 400)");
    assertRetriable(
        new CompletionException(SdkClientException.create("x", new IOException("reset"))),
        RECEIVE + ": IOException");
    assertFatal(
        new CompletionException(SdkClientException.create("Unable to load credentials")),
        RECEIVE + " failed: Unable to load credentials");
    assertFatal(new CompletionException("alone", null), RECEIVE + " failed: CompletionException");
  }

  @Test
  void otherClientErrorsAreFatal() {
    assertFatal(
        SdkClientException.create("Unable to load credentials"),
        RECEIVE + " failed: Unable to load credentials");
    assertFatal(new IllegalStateException("closed"), RECEIVE + " failed: IllegalStateException");
  }

  @Test
  void whatAParserQuotesIsNotRepeated() {
    assertRetriable(
        SdkClientException.create("x", new IOException("Unrecognized token 'secret'")),
        RECEIVE + ": IOException");
  }

  @Test
  void anAnswerThatWasDamagedOnItsWayIsReceivedAgainAndItsChecksumNotShown() {
    assertRetriable(
        SdkClientException.create(
            "MD5 returned by SQS does not match the calculation on the original request. (MD5"
                + " calculated by the message body: \"secret\")"),
        RECEIVE + ": the answer does not match its checksum");
  }
}
