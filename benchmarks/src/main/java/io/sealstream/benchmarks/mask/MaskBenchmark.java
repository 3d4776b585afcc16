package io.sealstream.benchmarks.mask;

import io.sealstream.connect.mask.MaskPii;
import io.sealstream.connect.mask.UnmaskPii;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.MaskField;
import org.apache.kafka.connect.transforms.Transformation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Records through MaskPii and, for scale, through MaskField. Public because JMH makes it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class MaskBenchmark {
  private final Schema schema = Logins.schema();
  private final SourceRecord[] structured = Logins.ring(i -> Logins.structured(schema, i));
  private final SourceRecord[] ofEqualSchemas =
      Logins.ring(i -> Logins.structured(Logins.schema(), i));
  private final SourceRecord[] schemaless = Logins.ring(Logins::schemaless);
  private final SourceRecord[] nested = nested();
  private final Keys keys = new Keys();
  private final HandWritten byHand =
      new HandWritten(schema, Set.copyOf(Logins.MASKED), keys.cipher());
  private final Transformation<SourceRecord> mask = maskPii(String.join(",", Logins.MASKED));
  private final Transformation<SourceRecord> maskOne = maskPii(Logins.MASKED_ALONE);
  private final Transformation<SourceRecord> stockMaskField = stockMaskField();
  private final Transformation<SourceRecord> maskNested = maskPii("events[*].ip");
  private final Transformation<SourceRecord> unmask = unmaskPii(String.join(",", Logins.MASKED));
  private final SourceRecord[] masked = Logins.ring(i -> mask.apply(structured[i]));

  /** The floor: the new record, its struct and its strings, and nothing that is general. */
  @Benchmark
  public SourceRecord byHand(Ring ring) throws GeneralSecurityException {
    return byHand.mask(structured[ring.next()]);
  }

  /** Ten fields with a schema that was seen before: what the issue of MaskPii limits. */
  @Benchmark
  public SourceRecord maskStruct(Ring ring) {
    return mask.apply(structured[ring.next()]);
  }

  /** The same record with one field masked. */
  @Benchmark
  public SourceRecord maskOne(Ring ring) {
    return maskOne.apply(structured[ring.next()]);
  }

  /** Kafka's MaskField on the same four fields, which encrypts nothing: for scale. */
  @Benchmark
  public SourceRecord stockMaskField(Ring ring) {
    return stockMaskField.apply(structured[ring.next()]);
  }

  /** {@link #maskStruct} by two threads on one instance; the time is each thread's. */
  @Benchmark
  @Threads(2)
  public SourceRecord maskStructTwoThreads(Ring ring) {
    return mask.apply(structured[ring.next()]);
  }

  /** A schema that is equal to one seen before, and another object for each record. */
  @Benchmark
  public SourceRecord maskEqualSchema(Ring ring) {
    return mask.apply(ofEqualSchemas[ring.next()]);
  }

  /** A map of ten entries. */
  @Benchmark
  public SourceRecord maskSchemaless(Ring ring) {
    return mask.apply(schemaless[ring.next()]);
  }

  /** Four structs in an array, one masked field in each. */
  @Benchmark
  public SourceRecord maskNested(Ring ring) {
    return maskNested.apply(nested[ring.next()]);
  }

  /** The way back: the records that {@link #maskStruct} gives. */
  @Benchmark
  public SourceRecord unmaskStruct(Ring ring) {
    return unmask.apply(masked[ring.next()]);
  }

  private static SourceRecord[] nested() {
    Schema schema = Logins.nestedSchema();
    return Logins.ring(i -> Logins.nested(schema, i));
  }

  private Transformation<SourceRecord> maskPii(String fields) {
    MaskPii.Value<SourceRecord> transform = new MaskPii.Value<>();
    transform.configure(Map.of("fields", fields, "keyset", keys.json()));
    return transform;
  }

  private static Transformation<SourceRecord> stockMaskField() {
    MaskField.Value<SourceRecord> transform = new MaskField.Value<>();
    transform.configure(Map.of("fields", Logins.MASKED, "replacement", Logins.REPLACEMENT));
    return transform;
  }

  private Transformation<SourceRecord> unmaskPii(String fields) {
    UnmaskPii.Value<SourceRecord> transform = new UnmaskPii.Value<>();
    transform.configure(Map.of("fields", fields, "keyset", keys.json()));
    return transform;
  }
}
