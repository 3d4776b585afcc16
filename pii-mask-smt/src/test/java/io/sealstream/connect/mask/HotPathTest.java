package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record whose schema was seen before: no lock, no garbage, and the same bytes from everyone. */
class HotPathTest {
  private static final int THREADS = 8;
  private static final int MASKED = 4;
  private static final int STEADY_ROUNDS = 20;
  private static final int MOST_ROUNDS = 300;
  private static final Schema SCHEMA = schema();

  private final MaskPii.Value<SourceRecord> mask = new MaskPii.Value<>();
  private DeterministicCipher cipher;

  @BeforeEach
  void setUp() throws Exception {
    configure(mask);
    cipher = TestKeysets.goldenKeyset().cipher("x");
  }

  @Test
  void aKnownSchemaIsMaskedWhileAnotherThreadHoldsTheLockOfTheCache() throws Exception {
    DataConverter converter =
        new DataConverter(
            List.of(
                FieldMask.encrypting(
                    FieldPath.parse("f0"),
                    cipher,
                    TestKeysets.goldenKeyset().parameterCipher("x"),
                    100)),
            true);
    Struct value = struct("a");
    Plan known = converter.plan(SCHEMA, value);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      synchronized (converter.schemaCache()) {
        Future<Object> masked =
            other.submit(() -> converter.plan(SCHEMA, value).convert(struct("a")));
        assertThat(masked.get(1, TimeUnit.MINUTES)).isEqualTo(known.convert(value));
      }
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void valuesWithoutASchemaAreMaskedWhileAnotherThreadHoldsTheLockOfConnectsTypes()
      throws Exception {
    java.lang.reflect.Field types = ConnectSchema.class.getDeclaredField("JAVA_CLASS_SCHEMA_TYPES");
    types.setAccessible(true);
    Map<String, Object> value =
        Map.of("f0", 7L, "f1", new byte[] {1}, "f2", true, "f3", new BigDecimal("7.50"));
    SourceRecord record = new SourceRecord(Map.of(), Map.of(), "logins", null, value);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      synchronized (types.get(null)) {
        Future<Object> masked = other.submit(() -> mask.apply(record).value());
        assertThat(masked.get(1, TimeUnit.MINUTES))
            .isEqualTo(
                Map.of(
                    "f0", cipher.encrypt("7"),
                    "f1", cipher.encrypt("AQ=="),
                    "f2", cipher.encrypt("true"),
                    "f3", cipher.encrypt("7.5")));
      }
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void itAllocatesNoMoreThanTheSameWorkByHand() {
    SourceRecord record = record("2001:db8:85a3::8a2e:370");
    Callable<Object> transform = () -> mask.apply(record);
    Callable<Object> byHand = () -> byHand(record);
    assertThat(((SourceRecord) call(transform)).value())
        .isEqualTo(((SourceRecord) call(byHand)).value());

    // Until both are compiled they allocate what the compiler removes later, and when it comes to
    // each of them depends on how busy the machine is.
    long least = Long.MAX_VALUE;
    long leastByHand = Long.MAX_VALUE;
    int still = 0;
    for (int i = 0; (still < STEADY_ROUNDS || least > leastByHand) && i < MOST_ROUNDS; i++) {
      long now = allocated(transform);
      long nowByHand = allocated(byHand);
      still = now < least || nowByHand < leastByHand ? 0 : still + 1;
      least = Math.min(least, now);
      leastByHand = Math.min(leastByHand, nowByHand);
    }

    assertThat(least).as("bytes for one record").isPositive().isLessThanOrEqualTo(leastByHand);
  }

  @Test
  void eightThreadsOnOneInstanceGetTheSameBytesAsOne() throws Exception {
    assertThat(inParallel(Collections.nCopies(THREADS, () -> maskAll(mask))))
        .isEqualTo(Collections.nCopies(THREADS, expected()));
  }

  @Test
  void eightInstancesOnOneKeysetGiveTheSameBytesAsOne() throws Exception {
    Callable<List<Object>> another =
        () -> {
          try (MaskPii.Value<SourceRecord> own = new MaskPii.Value<>()) {
            configure(own);
            return maskAll(own);
          }
        };
    assertThat(inParallel(Collections.nCopies(THREADS, another)))
        .isEqualTo(Collections.nCopies(THREADS, expected()));
  }

  private static void configure(MaskPii<SourceRecord> mask) {
    mask.configure(
        Map.of(
            "fields", "f0,f1,f2,f3",
            "domains", "f0=x,f1=x,f2=x,f3=x",
            "keyset", TestKeysets.golden()));
  }

  private List<Object> expected() throws CipherException {
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Struct value = struct("value " + i);
      for (int f = 0; f < MASKED; f++) {
        value.put("f" + f, cipher.encrypt(value.getString("f" + f)));
      }
      expected.add(value);
    }
    return expected;
  }

  private static List<Object> maskAll(MaskPii<SourceRecord> mask) {
    List<Object> masked = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      masked.add(mask.apply(record("value " + i)).value());
    }
    return masked;
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(work)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  /** What somebody would write who knows the schema. */
  private SourceRecord byHand(SourceRecord record) throws CipherException {
    Struct old = (Struct) record.value();
    Struct masked = new Struct(SCHEMA);
    List<Field> fields = SCHEMA.fields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      Object value = old.get(field);
      masked.put(field, i < MASKED ? cipher.encrypt((String) value) : value);
    }
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        SCHEMA,
        masked,
        record.timestamp());
  }

  /** Bytes for one call, on average over many. */
  private static long allocated(Callable<Object> work) {
    int calls = 5_000;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      call(work);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / calls;
  }

  private static Object call(Callable<Object> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Schema schema() {
    SchemaBuilder builder = SchemaBuilder.struct();
    for (int i = 0; i < 8; i++) {
      builder.field("f" + i, Schema.STRING_SCHEMA);
    }
    return builder.field("n", Schema.INT64_SCHEMA).field("o", Schema.INT32_SCHEMA).build();
  }

  private static Struct struct(String text) {
    Struct struct = new Struct(SCHEMA).put("n", 1L).put("o", 2);
    for (int i = 0; i < 8; i++) {
      struct.put("f" + i, text + i);
    }
    return struct;
  }

  private static SourceRecord record(String text) {
    return new SourceRecord(Map.of(), Map.of(), "logins", SCHEMA, struct(text));
  }
}
