package io.sealstream.connect.sqs;

import java.util.List;

/** What several tests need to make records of messages. */
final class TestMessages {

  private TestMessages() {}

  /** A mapper of string bodies, keyed by message id. */
  static RecordMapper stringMapper() {
    return mapper(ValueFormat.string());
  }

  static RecordMapper mapper(ValueFormat format) {
    return new RecordMapper(
        "topic",
        Envelope.none(),
        format,
        RecordKeys.all(RecordKey.messageId()),
        new RecordHeaders(NameSelection.of(List.of("*")), NameSelection.of(List.of()), ""),
        EventKey.none());
  }
}
