package io.sealstream.benchmarks.rig;

/**
 * An error that a client is told, of the whole request or of one entry of a batch. It is an answer
 * and no fault of the rig, so it has no stack trace.
 */
final class SqsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String code;
  private final int status;
  private final boolean senderFault;

  /**
   * @param type what the JSON protocol calls it, in {@code __type}
   * @param code what the query protocol called it: in {@code x-amzn-query-error} and in batches
   */
  SqsException(String type, String code, int status, boolean senderFault, String message) {
    super(message, null, false, false);
    this.type = type;
    this.code = code;
    this.status = status;
    this.senderFault = senderFault;
  }

  String type() {
    return type;
  }

  String code() {
    return code;
  }

  int status() {
    return status;
  }

  boolean senderFault() {
    return senderFault;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
