package io.sealstream.benchmarks.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** The benchmarks do what they say; how fast is not asserted. */
class MaskBenchmarkTest {
  private final MaskBenchmark benchmark = new MaskBenchmark();

  @Test
  void aLoginHasTenFieldsOfWhichFourAreMaskedAndHave23Bytes() {
    Struct login = (Struct) Logins.structured(Logins.schema(), 7).value();

    assertThat(login.schema().fields()).hasSize(10);
    assertThat(Logins.MASKED)
        .hasSize(4)
        .allSatisfy(
            name -> assertThat(login.getString(name).getBytes(StandardCharsets.UTF_8)).hasSize(23));
  }

  @Test
  void theRecordMaskedByHandIsMaskPiisToTheLastByte() throws Exception {
    SourceRecord byHand = benchmark.byHand(new Ring());

    assertThat(byHand).isEqualTo(benchmark.maskStruct(new Ring()));
    assertThat(byHand).isEqualTo(benchmark.maskEqualSchema(new Ring()));
    assertThat(byHand).isEqualTo(benchmark.maskStructTwoThreads(new Ring()));
  }

  @Test
  void fourFieldsAreMaskedAndSixStayWithAndWithoutASchema() {
    Struct clear = (Struct) Logins.structured(Logins.schema(), 1).value();
    Struct struct = (Struct) benchmark.maskStruct(new Ring()).value();
    Map<?, ?> map = (Map<?, ?>) benchmark.maskSchemaless(new Ring()).value();

    assertThat(clear.schema().fields())
        .allSatisfy(
            field -> {
              boolean masked = Logins.MASKED.contains(field.name());
              assertThat(struct.get(field).equals(clear.get(field))).isEqualTo(!masked);
              assertThat(map.get(field.name())).isEqualTo(struct.get(field));
            });
  }

  @Test
  void oneFieldIsMaskedAsInTheRecordOfFour() {
    Struct clear = (Struct) Logins.structured(Logins.schema(), 1).value();
    Struct four = (Struct) benchmark.maskStruct(new Ring()).value();
    Struct one = (Struct) benchmark.maskOne(new Ring()).value();

    assertThat(clear.schema().fields())
        .allSatisfy(
            field -> {
              Struct expected = field.name().equals("ip") ? four : clear;
              assertThat(one.get(field)).isEqualTo(expected.get(field));
            });
  }

  @Test
  void theStockTransformReplacesTheSameFourFields() {
    Struct clear = (Struct) Logins.structured(Logins.schema(), 1).value();
    Struct stock = (Struct) benchmark.stockMaskField(new Ring()).value();

    assertThat(clear.schema().fields())
        .allSatisfy(
            field -> {
              boolean masked = Logins.MASKED.contains(field.name());
              assertThat(stock.get(field)).isEqualTo(masked ? "masked" : clear.get(field));
            });
  }

  @Test
  void theWayBackGivesTheRecordThatWasMasked() {
    assertThat(benchmark.unmaskStruct(new Ring())).isEqualTo(Logins.structured(Logins.schema(), 1));
  }

  @Test
  void everyIpOfANestedLoginIsMaskedAndNothingElse() {
    Struct clear = (Struct) Logins.nested(Logins.nestedSchema(), 1).value();
    Struct masked = (Struct) benchmark.maskNested(new Ring()).value();

    assertThat(masked.get("user_id")).isEqualTo(clear.get("user_id"));
    assertThat(masked.<Struct>getArray("events"))
        .hasSize(Logins.MASKED.size())
        .zipSatisfy(
            clear.<Struct>getArray("events"),
            (event, old) -> {
              assertThat(event.getString("ip")).isNotEqualTo(old.getString("ip"));
              assertThat(event.get("port")).isEqualTo(old.get("port"));
            });
  }

  @Test
  void everyRoundHasDifferentLogins() {
    SourceRecord[] ring = Logins.ring(Logins::schemaless);

    assertThat(Arrays.stream(ring).map(SourceRecord::value).distinct()).hasSize(Ring.SIZE);
  }
}
