package io.sealstream.connect.sqs;

import org.apache.kafka.connect.source.SourceRecord;

/**
 * A message and the record it became.
 *
 * @param message the message in flight
 * @param record its record
 */
record MappedMessage(InFlightMessage message, SourceRecord record) {}
