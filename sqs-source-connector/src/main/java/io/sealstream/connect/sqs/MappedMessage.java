package io.sealstream.connect.sqs;

import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message and the record it became.
 *
 * @param message the message in flight
 * @param record its record
 * @param event which event it is, or null where that is not said
 */
record MappedMessage(InFlightMessage message, SourceRecord record, @Nullable ShortId event) {

  /** A message that says nothing of an event. */
  MappedMessage(InFlightMessage message, SourceRecord record) {
    this(message, record, null);
  }
}
