package io.sealstream.connect.mask;

import org.apache.kafka.connect.connector.ConnectRecord;

/** The part of a record that a transform works on. All the rest of the record is kept. */
enum RecordPart {
  KEY("key") {
    @Override
    <R extends ConnectRecord<R>> R convert(R record, DataConverter converter) {
      Plan plan = converter.plan(record.keySchema(), record.key());
      return record.newRecord(
          record.topic(),
          record.kafkaPartition(),
          plan.target(),
          plan.convert(record.key()),
          record.valueSchema(),
          record.value(),
          record.timestamp());
    }
  },

  VALUE("value") {
    @Override
    <R extends ConnectRecord<R>> R convert(R record, DataConverter converter) {
      Plan plan = converter.plan(record.valueSchema(), record.value());
      return record.newRecord(
          record.topic(),
          record.kafkaPartition(),
          record.keySchema(),
          record.key(),
          plan.target(),
          plan.convert(record.value()),
          record.timestamp());
    }
  };

  private final String tag;

  RecordPart(String tag) {
    this.tag = tag;
  }

  /** As a metric's tag has it. */
  String tag() {
    return tag;
  }

  /**
   * The record with this part converted.
   *
   * @throws org.apache.kafka.connect.errors.DataException as {@link Plan#convert}
   */
  abstract <R extends ConnectRecord<R>> R convert(R record, DataConverter converter);
}
