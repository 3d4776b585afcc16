package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpException;

class CrtErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "AWS_IO_DNS_NO_ADDRESS_FOR_HOST, java.net.UnknownHostException",
    "AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE, javax.net.ssl.SSLException",
    "AWS_IO_TLS_NEGOTIATION_TIMEOUT, javax.net.ssl.SSLException",
    "AWS_IO_SOCKET_CONNECTION_REFUSED, java.net.ConnectException",
    "AWS_IO_SOCKET_NO_ROUTE_TO_HOST, java.net.NoRouteToHostException",
    "AWS_IO_SOCKET_TIMEOUT, java.util.concurrent.TimeoutException",
    "AWS_ERROR_HTTP_CHANNEL_THROUGHPUT_FAILURE, java.util.concurrent.TimeoutException",
    "AWS_ERROR_HTTP_CONNECTION_MANAGER_ACQUISITION_TIMEOUT, java.util.concurrent.TimeoutException",
    "AWS_IO_SOCKET_CLOSED, java.net.SocketException",
    "AWS_ERROR_HTTP_CONNECTION_CLOSED, java.net.SocketException"
  })
  void eachErrorHasTheTypeThatJavaHasForIt(String name, Class<?> type) {
    // Found in the library itself: a name that it gave up would be noticed here.
    HttpException crt = new HttpException(code(name));

    Throwable error = CrtErrors.inJavasTerms(new IOException("wrapped by the SDK", crt));

    assertThat(error).isExactlyInstanceOf(type).hasMessageContaining("(" + name + ")");
    assertThat(SqsErrors.passes(error)).isTrue();
    assertThat(SqsErrors.describe(error)).contains(name);
  }

  /** Codes 1024 to 2047 are of its I/O, the next thousand of its HTTP. */
  private static int code(String name) {
    return IntStream.range(1024, 3072)
        .filter(code -> name.equals(CRT.awsErrorName(code)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("CRT has no error " + name));
  }

  @Test
  void aCertificateThatIsNotTrustedSaysWhoseCertificatesCount() {
    assertThat(
            CrtErrors.inJavasTerms(new HttpException(code("AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE"))))
        .hasMessageEndingWith(
            ". sqs.http.client=crt trusts the certificates of the system, not those of the JVM: for"
                + " these set it to netty");
  }

  @Test
  void whatIsNotOfCrtStaysAsItIs() {
    Throwable error = new IOException("other");

    assertThat(CrtErrors.inJavasTerms(error)).isSameAs(error);
  }
}
