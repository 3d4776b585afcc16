package io.sealstream.it;

/**
 * A body that somebody sends, and what must become of it.
 *
 * @param name for messages about it
 */
record OddMessage(String name, String body, Outcome outcome) {

  /** Where a message ends: in exactly one place. */
  sealed interface Outcome permits Row, DeadLetter, SinkDeadLetter, Refused {}

  /** A row with these values, of which {@code ip} and {@code deviceId} are masked there. */
  record Row(
      String userId,
      String ip,
      String deviceId,
      String deviceType,
      String locale,
      String appVersion)
      implements Outcome {}

  /**
   * A message in the dead letter queue, with the body as it was sent.
   *
   * @param reason a part of what its attribute says; null where the body leaves no room for one
   */
  record DeadLetter(String reason) implements Outcome {}

  /**
   * A record in the sink's dead letter topic.
   *
   * @param reason what its header says
   */
  record SinkDeadLetter(String reason) implements Outcome {}

  /** SQS does not take it, so that no producer gets it into a queue. */
  record Refused() implements Outcome {}

  @Override
  public String toString() {
    return name;
  }
}
