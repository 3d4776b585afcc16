package io.sealstream.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  /** In ten seconds, with a fifth of a request each. */
  static Measurement measured(String subject, long messages) {
    return new Measurement(
        subject,
        messages,
        10,
        messages / 5,
        0,
        messages / 20_000.0,
        messages / 50_000.0,
        300L << 20,
        40L << 20);
  }

  private static Rounds rounds(Measurement... each) {
    return new Rounds(List.of(each));
  }

  @Test
  void roundsAreOneMeasurementAndTheirRatiosARange() {
    Rounds one = rounds(measured("one", 100_000), measured("one", 300_000));
    Rounds other = rounds(measured("other", 200_000), measured("other", 200_000));

    Measurement total = one.total();
    assertThat(total.messages()).isEqualTo(400_000);
    assertThat(total.perSecond()).isEqualTo(20_000);
    assertThat(total.requestsPerMessage()).isEqualTo(0.2);
    assertThat(total.cpuSecondsPerMillion()).isEqualTo(50);
    assertThat(total.liveHeapBytes()).isEqualTo(40L << 20);
    assertThat(one.comparedWith(other)).isEqualTo("one: 1.00 of other, 0.50 to 1.50 in 2 rounds");
  }

  @Test
  void whatHasKafkaBehindItIsComparedWithTheBestRawLoop() {
    Report report = new Report();
    report.raw(rounds(measured("raw one", 300_000)));
    report.raw(rounds(measured("raw two", 400_000)));
    report.beside(rounds(measured("connector", 300_000)));
    report.peer(rounds(measured("peer", 150_000)));
    report.pair(rounds(measured("without", 200_000)), rounds(measured("with", 180_000)));

    assertThat(report.ratios())
        .containsExactly(
            "connector: 0.75 of raw two", "connector: 2.00 of peer", "with: 0.90 of without");
    assertThat(report.table().rows())
        .element(2)
        .isEqualTo(List.of("connector", "30,000", "0.2000", "0", "50.0", "20.0", "300", "40"));
    assertThat(report.table().rows()).hasSize(6);
  }

  @Test
  void withoutARawLoopThereIsNoRatio() {
    Report report = new Report();
    report.beside(rounds(measured("connector", 300_000)));

    assertThat(report.ratios()).isEmpty();
    assertThat(report.table().rows()).hasSize(1);
  }

  @Test
  void growthIsATableAndAPlotOfTheSamePoints() {
    Growth.Result result =
        new Growth.Result(
            "bodies",
            "size of a body",
            List.of(
                new Growth.Point("200 B", 200, measured("c", 300_000), measured("r", 400_000)),
                new Growth.Point("2 KB", 2_000, measured("c", 100_000), measured("r", 100_000))));

    assertThat(result.table().rows())
        .containsExactly(
            List.of(
                "200 B", "30,000", "40,000", "0.75", "6.0", "0.2000", "50.0", "20.0", "40, 300"),
            List.of(
                "2 KB", "10,000", "10,000", "1.00", "20.0", "0.2000", "50.0", "20.0", "40, 300"));
    assertThat(result.plot().categories()).containsExactly("200 B", "2 KB");
    assertThat(result.plot().series())
        .satisfiesExactly(
            connector -> assertThat(connector.values()).containsExactly(30_000.0, 10_000.0),
            raw -> assertThat(raw.values()).containsExactly(40_000.0, 10_000.0));
  }

  @Test
  void aPointWithoutARawLoopLeavesItsCellsEmpty() {
    Growth.Result result =
        new Growth.Result(
            "tasks", "tasks", List.of(new Growth.Point("1", 200, measured("c", 300_000), null)));

    assertThat(result.table().rows().get(0)).containsSequence("30,000", "", "", "6.0");
    assertThat(result.plot().series()).hasSize(1);
  }
}
