package io.sealstream.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {

  private static final Plot PLOT =
      new Plot(
          "Throughput by tasks",
          "tasks",
          "messages/s",
          List.of("1", "2", "4"),
          List.of(
              new Plot.Series("connector", List.of(10.0, 20.0, 15.0)),
              new Plot.Series("raw loop", List.of(30.0, 40.0, 35.0))));

  @TempDir private Path folder;

  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void drawsEachSeriesInAColourOfItsOwn() throws Exception {
    Path file = folder.resolve("plot.png");

    PLOT.writePng(file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(720);
    assertThat(image.getHeight()).isEqualTo(400);
    assertThat(pixels(image, 0x0072B2)).as("connector").isGreaterThan(500);
    assertThat(pixels(image, 0xD55E00)).as("raw loop").isGreaterThan(500);
    assertThat(pixels(image, 0x009E73)).as("no third").isZero();
    assertThat(Files.size(file)).isLessThan(60_000);
  }

  private static long pixels(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xFFFFFF) == color)
        .count();
  }

  /** So that a file in git changes only when a figure does. */
  @Test
  void sameFiguresGiveTheSameBytes() throws Exception {
    Path one = folder.resolve("one.png");
    Path other = folder.resolve("other.png");

    PLOT.writePng(one);
    PLOT.writePng(other);

    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void aSeriesHasAValueForEachCategory() {
    List<Plot.Series> series = List.of(new Plot.Series("connector", List.of(1.0)));

    assertThatThrownBy(() -> new Plot("t", "x", "y", List.of("1", "2"), series))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connector has not a value for each category");
  }
}
