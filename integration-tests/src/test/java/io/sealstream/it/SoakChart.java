package io.sealstream.it;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The samples of a soak over time, a small chart for each figure, each from zero up. */
record SoakChart(List<XYChart> charts) {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int COLUMNS = 2;
  private static final Color BLUE = new Color(0, 114, 178);

  static SoakChart of(List<SoakIT.Sample> samples) {
    return new SoakChart(
        List.of(
            chart("Live heap, MiB", samples, Map.of("heap", SoakIT.Sample::heap)),
            chart("Resident memory, MiB", samples, Map.of("memory", SoakIT.Sample::resident)),
            chart("Threads", samples, Map.of("threads", SoakIT.Sample::threads)),
            chart(
                "Open files, and the sockets among them",
                samples,
                Map.of("files", SoakIT.Sample::files, "sockets", SoakIT.Sample::sockets)),
            chart("Messages in flight", samples, Map.of("messages", SoakIT.Sample::inFlight)),
            chart("Sent, and not a row yet", samples, Map.of("rows", SoakIT.Sample::onTheirWay))));
  }

  /** Writes it, over what is there. */
  void writePng(Path file) throws IOException {
    BitmapEncoder.saveBitmap(
        charts, charts.size() / COLUMNS, COLUMNS, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static XYChart chart(
      String title,
      List<SoakIT.Sample> samples,
      Map<String, ToDoubleFunction<SoakIT.Sample>> lines) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("minutes").build();
    chart
        .getStyler()
        .setXAxisMin(0.0)
        .setXAxisDecimalPattern("0.#")
        .setYAxisMin(0.0)
        .setYAxisDecimalPattern("#,##0")
        .setSeriesColors(new Color[] {BLUE, BLUE})
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendVisible(false)
        .setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    double[] minutes = samples.stream().mapToDouble(sample -> sample.second() / 60.0).toArray();
    lines.forEach(
        (name, value) ->
            chart
                .addSeries(name, minutes, samples.stream().mapToDouble(value).toArray())
                .setMarker(SeriesMarkers.NONE));
    return chart;
  }
}
