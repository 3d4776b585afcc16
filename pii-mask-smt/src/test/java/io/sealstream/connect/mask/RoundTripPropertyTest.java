package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Any record, any fields: MaskPii leaves no clear text at their paths, and what it makes of the
 * record, UnmaskPii turns back, schema included.
 */
class RoundTripPropertyTest {
  // 3,000 records of each kind; 100,000 in the full form.
  private static final int RECORDS_PER_TRY = Boolean.getBoolean("sealstream.full") ? 100 : 3;

  @Property(tries = 1_000)
  void aRecordWithASchemaComesBack(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < RECORDS_PER_TRY; i++) {
      RandomRecords records = new RandomRecords(random, false);
      Schema schema = records.root();
      Map<String, String> config = config(records.paths(schema), random);
      SinkRecord record = record(schema, records.value(schema));

      SinkRecord back = comesBack(config, record);

      if (records.hasEquals()) {
        assertThat(back).as(config.get("fields")).isEqualTo(record);
      }
    }
  }

  @Property(tries = 1_000)
  void textsWithoutASchemaComeBack(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < RECORDS_PER_TRY; i++) {
      RandomRecords records = new RandomRecords(random, true);
      Schema schema = records.root();
      Object value = RandomRecords.schemaless(records.value(schema));
      Map<String, String> config = config(records.paths(schema), random);

      assertThat(comesBack(config, record(null, value)).value()).isEqualTo(value);
    }
  }

  private static SinkRecord comesBack(Map<String, String> config, SinkRecord record) {
    try (MaskPii.Value<SinkRecord> mask = new MaskPii.Value<>();
        UnmaskPii.Value<SinkRecord> unmask = new UnmaskPii.Value<>()) {
      mask.configure(config);
      unmask.configure(config);
      Object valueBefore = Snapshot.of(record.value());
      Object schemaBefore = Snapshot.of(record.valueSchema());

      SinkRecord masked = mask.apply(record);
      SinkRecord back = unmask.apply(masked);

      new MaskedRecord(config).check(record, masked);
      assertThat(Snapshot.of(record.value())).as("input").isEqualTo(valueBefore);
      String fields = config.get("fields");
      assertThat(Snapshot.of(back.valueSchema())).as(fields).isEqualTo(schemaBefore);
      assertThat(Snapshot.of(back.value())).as(fields).isEqualTo(valueBefore);
      return back;
    }
  }

  private static SinkRecord record(Schema schema, Object value) {
    return new SinkRecord("t", 0, null, null, schema, value, 0);
  }

  private static Map<String, String> config(List<FieldPath> paths, Random random) {
    List<String> domains = new ArrayList<>();
    for (FieldPath path : paths) {
      if (path.leaf() == null || random.nextInt(3) == 0) {
        domains.add(path + "=domain " + random.nextInt(2));
      }
    }
    Map<String, String> config = new HashMap<>();
    config.put("keyset", TestKeysets.golden());
    config.put("fields", String.join(",", paths.stream().map(FieldPath::toString).toList()));
    config.put("domains", String.join(",", domains));
    // Only the entries of maps may be missing.
    config.put("missing.fields", "ignore");
    return config;
  }
}
