package io.sealstream.connect.sqs;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpException;

/**
 * Failures of the AWS Common Runtime as Java's own exceptions, by the names of its errors: it has
 * one type for all of them.
 */
final class CrtErrors {

  private static final String DNS = "AWS_IO_DNS_";
  private static final String TLS = "AWS_IO_TLS_";
  private static final String SOCKET = "AWS_IO_SOCKET_";
  private static final String TIMEOUT = "TIMEOUT";

  /** The connection brought nothing for the time it was given. */
  private static final String SILENT = "AWS_ERROR_HTTP_CHANNEL_THROUGHPUT_FAILURE";

  /** No connection in time: among others after TLS failed, which it tells only later. */
  private static final String NOT_CONNECTED =
      "AWS_ERROR_HTTP_CONNECTION_MANAGER_ACQUISITION_TIMEOUT";

  private CrtErrors() {}

  /** {@code error} itself where CRT has no part in it. */
  static Throwable inJavasTerms(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException crt) {
        return inJavasTerms(CRT.awsErrorName(crt.getErrorCode()), String.valueOf(crt.getMessage()));
      }
    }
    return error;
  }

  /**
   * The exception that says the same.
   *
   * @param name CRT's name of the error
   * @param text CRT's text for it, the same for every request
   */
  static Exception inJavasTerms(String name, String text) {
    String what =
        (text.endsWith(".") ? text.substring(0, text.length() - 1) : text) + " (" + name + ")";
    if (name.startsWith(DNS)) {
      return new UnknownHostException(what);
    }
    if (name.startsWith(TLS)) {
      return new SSLException(what + ". " + SqsSourceConfig.CRT_TLS_HINT);
    }
    if (name.equals(NOT_CONNECTED)) {
      return new TimeoutException(what + ". " + SqsSourceConfig.CRT_TLS_HINT);
    }
    if (name.endsWith(TIMEOUT) || name.equals(SILENT)) {
      return new TimeoutException(what);
    }
    return switch (name) {
      case SOCKET + "CONNECTION_REFUSED", SOCKET + "CONNECT_ABORTED" -> new ConnectException(what);
      case SOCKET + "NO_ROUTE_TO_HOST", SOCKET + "NETWORK_DOWN" -> new NoRouteToHostException(what);
      default -> new SocketException(what);
    };
  }
}
