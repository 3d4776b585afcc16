package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the transforms show through JMX, as tasks of Connect use them. */
class TransformMetricsTest {
  private static final String MASK = "connector=logins,task=3,transform=MaskPii,part=value";
  private static final Schema IP =
      SchemaBuilder.struct().field("ip", Schema.OPTIONAL_STRING_SCHEMA).build();

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final List<Transformation<SinkRecord>> opened = new ArrayList<>();
  private TaskThread thread;

  @BeforeEach
  void beATask() {
    thread = new TaskThread("logins", 3);
  }

  @AfterEach
  void leaveNothingBehind() throws Exception {
    thread.close();
    opened.forEach(Transformation::close);
    assertThat(mbeans()).isEmpty();
  }

  @Test
  void recordsAndValuesAreCounted() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "list[*],ip", "missing.fields", "ignore");

    mask.apply(schemaless(Map.of("list", List.of("a", "b", "c"), "ip", "d")));
    mask.apply(schemaless(Map.of("ip", "d")));
    mask.apply(schemaless(null));
    mask.apply(record(new Struct(IP).put("ip", "e")));
    mask.apply(record(new Struct(IP)));

    assertThat(read(MASK, "records-total")).isEqualTo(5);
    assertThat(read(MASK, "values-total")).isEqualTo(6);
    assertThat(read(MASK, "values-passed-total")).isZero();
    assertThat(read(MASK, "refused-total")).isZero();
  }

  @Test
  void aRefusedRecordIsCountedByItsReason() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "ip", "max.length", "40");
    mask.apply(schemaless(Map.of("ip", "short")));
    refuse(mask, schemaless(Map.of("ipp", "x")));
    refuse(mask, schemaless(Map.of("ip", List.of())));
    refuse(mask, schemaless(Map.of("ip", List.of())));
    refuse(mask, schemaless(Map.of("ip", "\ud834")));
    refuse(mask, schemaless(Map.of("ip", "x".repeat(100))));

    assertThat(refused(MASK))
        .isEqualTo(Map.of("", 5.0, "missing", 1.0, "type", 2.0, "value", 1.0, "length", 1.0));
    assertThat(read(MASK, "records-total")).isEqualTo(1);
  }

  @Test
  void aRecordWhoseSchemaCannotBeMaskedIsCountedByItsReasonEachTime() throws Exception {
    Schema other = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
    Transformation<SinkRecord> mask = mask("fields", "ip");
    for (int i = 0; i < 3; i++) {
      refuse(mask, new SinkRecord("t", 0, null, null, other, new Struct(other).put("x", "y"), 0));
    }

    assertThat(refused(MASK)).isEqualTo(Map.of("", 3.0, "missing", 3.0));
  }

  @Test
  void whatDoesNotDecryptIsRefusedOrPasses() throws Exception {
    Map<String, Object> value = Map.of("ip", "clear", "other", mask("clear"), "id", mask("7"));
    refuse(unmask("fields", "ip"), schemaless(value));
    String tags = "connector=logins,task=3,transform=UnmaskPii,part=value";
    assertThat(refused(tags)).isEqualTo(Map.of("", 1.0, "undecryptable", 1.0));
    opened.forEach(Transformation::close);

    unmask("fields", "ip,id", "on.undecryptable", "pass", "domains", "id=ip")
        .apply(schemaless(value));
    assertThat(read(tags, "values-total")).isEqualTo(2);
    assertThat(read(tags, "values-passed-total")).isEqualTo(1);
    assertThat(refused(tags)).isEqualTo(Map.of("", 0.0));
  }

  @Test
  void checkTextCountsTheTextsThatItChecksAndTheRecordsThatItRefuses() throws Exception {
    Transformation<SinkRecord> check = new CheckText.Key<>();
    check.configure(Map.of("max.lengths", "ip:3"));
    opened.add(check);
    check.apply(keyed("abc"));
    refuse(check, keyed("abcd"));
    refuse(check, keyed("\0"));

    String tags = "connector=logins,task=3,transform=CheckText,part=key";
    assertThat(read(tags, "values-total")).isEqualTo(1);
    assertThat(refused(tags)).isEqualTo(Map.of("", 2.0, "length", 1.0, "value", 1.0));
  }

  @Test
  void anErrorOfAnotherKindIsCountedAsUnexpected() throws Exception {
    RecordConverter converter = new RecordConverter("MaskPii", RecordPart.VALUE);
    converter.configure(List.of(new Broken()), true);

    assertThatThrownBy(() -> converter.convert(schemaless(Map.of("ip", "x"))))
        .isInstanceOf(IllegalStateException.class);

    assertThat(refused(MASK)).isEqualTo(Map.of("", 1.0, "unexpected", 1.0));
    converter.close();
  }

  @Test
  void aValueOfAnotherTypeThanItsSchemaSaysIsCountedAsOne() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "list[*]");
    Schema schema =
        SchemaBuilder.struct().field("list", SchemaBuilder.array(Schema.STRING_SCHEMA)).build();
    Struct lying = new Struct(schema);
    List<Object> list = new ArrayList<>(List.of("a"));
    lying.put("list", list);
    list.add(7); // what Connect checked is not what it is any more
    refuse(mask, record(lying));

    assertThat(refused(MASK)).isEqualTo(Map.of("", 1.0, "type", 1.0));
  }

  @Test
  void whatJmxDoesNotTakeIsNoReasonToRefuseARecord() throws Exception {
    List<String> calls = new ArrayList<>();
    JmxReporter refusing =
        new JmxReporter() {
          @Override
          public void init(List<KafkaMetric> metrics) {
            super.init(metrics);
            calls.add("init");
            throw new KafkaException("Error registering mbean");
          }
        };
    TransformMetrics metrics =
        new TransformMetrics("MaskPii", RecordPart.VALUE, Time.SYSTEM, refusing);

    metrics.recordComes();
    metrics.recordComes();

    assertThat(calls).as("tried once").hasSize(1);
    assertThat(mbeans()).as("no half of it is left").isEmpty();
    metrics.close();
  }

  @Test
  void whatUnmaskPiiCannotHaveMaskedPassesAndIsCounted() throws Exception {
    unmask("fields", "ip", "on.undecryptable", "pass").apply(schemaless(Map.of("ip", 7)));

    String tags = "connector=logins,task=3,transform=UnmaskPii,part=value";
    assertThat(read(tags, "values-total")).isEqualTo(1);
    assertThat(read(tags, "values-passed-total")).isEqualTo(1);
  }

  @Test
  void nothingIsShownBeforeTheFirstRecordNorAfterTheEnd() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "ip");
    assertThat(mbeans()).isEmpty();

    mask.apply(schemaless(Map.of("ip", "x")));
    assertThat(mbeans()).hasSize(1);

    mask.close();
    assertThat(mbeans()).isEmpty();
    mask.close();
  }

  @Test
  void nothingIsShownOutsideOfATask() throws Exception {
    thread.close();
    mask("fields", "ip").apply(schemaless(Map.of("ip", "x")));

    assertThat(mbeans()).isEmpty();
  }

  @Test
  void aNewConfigurationCountsAnew() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "ip");
    mask.apply(schemaless(Map.of("ip", "x")));
    mask.configure(Map.of("fields", "ip", "keyset", TestKeysets.golden()));
    assertThat(mbeans()).isEmpty();

    mask.apply(schemaless(Map.of("ip", "x")));
    assertThat(read(MASK, "records-total")).isEqualTo(1);
  }

  @Test
  void twoTransformsOfATaskAndTwoTasksAreToldApart() throws Exception {
    Transformation<SinkRecord> first = mask("fields", "ip");
    Transformation<SinkRecord> second = mask("fields", "id");
    first.apply(schemaless(Map.of("ip", "x", "id", "y")));
    first.apply(schemaless(Map.of("ip", "x", "id", "y")));
    second.apply(schemaless(Map.of("ip", "x", "id", "y")));
    try (TaskThread other = new TaskThread("a-task-thread-1", 12)) {
      mask("fields", "ip").apply(schemaless(Map.of("ip", "x")));
    }

    assertThat(read(MASK, "1", "records-total")).isEqualTo(2);
    assertThat(read(MASK, "2", "records-total")).isEqualTo(1);
    String other = "connector=a-task-thread-1,task=12,transform=MaskPii,part=value";
    assertThat(read(other, "1", "records-total")).isEqualTo(1);

    first.close();
    mask("fields", "ip").apply(schemaless(Map.of("ip", "x")));
    assertThat(read(MASK, "1", "records-total")).as("the name is free again").isEqualTo(1);
  }

  @Test
  void aNameThatJmxWouldMisreadIsQuoted() throws Exception {
    try (TaskThread odd = new TaskThread("a,b=c*?:\"", 0)) {
      mask("fields", "ip").apply(schemaless(Map.of("ip", "x")));
      mask("fields", "ip").apply(schemaless(Map.of("ip", "x")));
    }

    assertThat(mbeans())
        .hasSize(2)
        .allSatisfy(
            name ->
                assertThat(ObjectName.unquote(name.getKeyProperty("connector")))
                    .isEqualTo("a,b=c*?:\""));
  }

  @Test
  void eightThreadsCountTogether() throws Exception {
    Transformation<SinkRecord> mask = mask("fields", "ip");
    mask.apply(schemaless(Map.of("ip", "x")));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> applyMany(mask)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(read(MASK, "records-total")).isEqualTo(8001);
    assertThat(read(MASK, "values-total")).isEqualTo(8001);
  }

  private static void applyMany(Transformation<SinkRecord> mask) {
    for (int i = 0; i < 1000; i++) {
      mask.apply(schemaless(Map.of("ip", "x")));
    }
  }

  private static final class Broken implements FieldOperation {
    @Override
    public FieldPath path() {
      return FieldPath.parse("ip");
    }

    @Override
    public Schema target(Schema source) {
      return source;
    }

    @Override
    public ValueConverter converter(Schema source, Schema target) {
      return this::convert;
    }

    @Override
    public Object convert(Object value) {
      throw new IllegalStateException("broken");
    }
  }

  private Transformation<SinkRecord> mask(String... properties) {
    return configured(new MaskPii.Value<>(), properties);
  }

  private Transformation<SinkRecord> unmask(String... properties) {
    return configured(new UnmaskPii.Value<>(), properties);
  }

  private Transformation<SinkRecord> configured(
      Transformation<SinkRecord> transform, String... properties) {
    Map<String, String> all = new HashMap<>(Map.of("keyset", TestKeysets.golden()));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    transform.configure(all);
    opened.add(transform);
    return transform;
  }

  /** A ciphertext of the domain ip. */
  private static String mask(String value) throws Exception {
    return TestKeysets.goldenKeyset().cipher("ip").encrypt(value);
  }

  private static void refuse(Transformation<SinkRecord> transform, SinkRecord record) {
    assertThatThrownBy(() -> transform.apply(record)).isInstanceOf(DataException.class);
  }

  private static SinkRecord schemaless(Object value) {
    return new SinkRecord("t", 0, null, null, null, value, 0);
  }

  private static SinkRecord record(Struct value) {
    return new SinkRecord("t", 0, null, null, value.schema(), value, 0);
  }

  private static SinkRecord keyed(String ip) {
    return new SinkRecord("t", 0, null, Map.of("ip", ip), null, null, 0);
  }

  /** What was refused, by reason; reasons of nothing are left out, but for the sum. */
  private Map<String, Double> refused(String tags) throws Exception {
    Map<String, Double> refused = new HashMap<>(Map.of("", read(tags, "refused-total")));
    for (Refusal reason : Refusal.values()) {
      double count = read(tags, "refused-" + reason.tag() + "-total");
      if (count > 0) {
        refused.put(reason.tag(), count);
      }
    }
    return refused;
  }

  private double read(String tags, String metric) throws Exception {
    return read(tags, "1", metric);
  }

  private double read(String tags, String number, String metric) throws Exception {
    ObjectName name =
        new ObjectName(
            "io.sealstream.connect.mask:type=transform-metrics,%s,number=%s"
                .formatted(tags, number));
    assertThat(server.getMBeanInfo(name).getAttributes())
        .extracting(MBeanAttributeInfo::getName)
        .contains(metric);
    return (double) server.getAttribute(name, metric);
  }

  private Set<ObjectName> mbeans() throws Exception {
    return server.queryNames(new ObjectName(TransformMetrics.DOMAIN + ":*"), null);
  }
}
