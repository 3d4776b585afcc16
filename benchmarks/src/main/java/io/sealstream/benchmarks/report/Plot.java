package io.sealstream.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of one or more series over the same categories, from zero up.
 *
 * @param title what it shows
 * @param xAxis what the categories are
 * @param yAxis what the values are, with their unit
 * @param categories along the x axis, in this order
 * @param series each with a value for each category
 */
public record Plot(
    String title, String xAxis, String yAxis, List<String> categories, List<Series> series) {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final float LINE = 2;

  /** Colours that people with a colour vision deficiency can tell apart (Okabe and Ito). */
  private static final Color[] COLORS = {
    new Color(0, 114, 178), new Color(213, 94, 0), new Color(0, 158, 115)
  };

  /**
   * One line of the chart.
   *
   * @param name for the legend
   * @param values one for each category
   */
  public record Series(String name, List<Double> values) {}

  /** Checks that every series fits. */
  public Plot {
    for (Series one : series) {
      if (one.values().size() != categories.size()) {
        throw new IllegalArgumentException(one.name() + " has not a value for each category");
      }
    }
  }

  /**
   * Draws it. The same figures give the same bytes.
   *
   * @param file to write, over what is there
   */
  public void writePng(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      BitmapEncoder.saveBitmap(chart(), out, BitmapEncoder.BitmapFormat.PNG);
    }
  }

  private CategoryChart chart() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line)
        .setOverlapped(true)
        .setYAxisMin(0.0)
        .setYAxisDecimalPattern("#,##0.###")
        .setSeriesColors(COLORS)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    for (Series one : series) {
      chart
          .addSeries(one.name(), categories, one.values())
          .setMarker(SeriesMarkers.CIRCLE)
          .setLineStyle(new BasicStroke(LINE));
    }
    return chart;
  }
}
