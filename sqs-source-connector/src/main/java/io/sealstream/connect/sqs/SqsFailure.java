package io.sealstream.connect.sqs;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/** A failed request to SQS, and what the trouble is about: where somebody should look first. */
interface SqsFailure {

  /** What the trouble is about. */
  enum Kind {
    /** The queue, or SQS's dealing with it. */
    QUEUE,
    /** An action on the queue that the credentials in use may not do. */
    PERMISSION,
    /** The credentials in use, whatever the queue. */
    CREDENTIALS,
    /** The role to assume: who may, and whether STS answers. */
    ROLE,
    /** The host, the port or TLS: nobody there speaks to us. */
    NO_CONNECTION,
    /** The HTTP client, of which a part is missing. */
    HTTP_CLIENT,
    /** The network: a connection that was lost, or an answer that did not come in time. */
    LOST_CONNECTION
  }

  /** What {@code error} is about; {@code other} where it does not say. */
  static Kind kindOf(Throwable error, Kind other) {
    return error instanceof SqsFailure failure ? failure.kind() : other;
  }

  /** What a future failed with, out of what {@code CompletableFuture} wraps it in. */
  static Throwable causeOf(Throwable error) {
    Throwable cause = error.getCause();
    boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
    return wrapped && cause != null ? cause : error;
  }

  Kind kind();

  /** What happened, without the action and the queue that the exception's message begins with. */
  String what();

  /** Trouble that somebody has to mend. */
  final class Lasting extends ConnectException implements SqsFailure {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String what;

    Lasting(Kind kind, String where, String what) {
      super(where + what);
      this.kind = kind;
      this.what = what;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public String what() {
      return what;
    }
  }

  /** Trouble that may pass by itself. */
  final class Passing extends RetriableException implements SqsFailure {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String what;

    Passing(Kind kind, String where, String what) {
      super(where + what);
      this.kind = kind;
      this.what = what;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public String what() {
      return what;
    }
  }
}
