package io.sealstream.connect.mask.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Says how far a long work on rows is. Not thread-safe. */
interface Progress {
  /** Rows to come. May be called again after {@link #end}. */
  void begin(long rows);

  /** So many more rows are done. */
  void advance(long rows);

  /** Nothing more to come, whether all is done or not. */
  void end();

  /** A bar for a terminal; elsewhere a line now and then. */
  static Progress on(PrintWriter err, boolean terminal) {
    return terminal ? new Bar(err) : new Lines(err, System::nanoTime);
  }

  /** A bar that is drawn again and again on one line. */
  final class Bar implements Progress {
    private static final int INTERVAL_MILLIS = 200;
    private static final int COLUMNS = 79;

    private final PrintWriter err;
    private @Nullable ProgressBar bar;

    Bar(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void begin(long rows) {
      bar =
          ProgressBar.builder()
              .setTaskName("rewrap")
              .setInitialMax(rows)
              .setUnit(" rows", 1)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new OneLine(err))
              .build();
    }

    @Override
    public void advance(long rows) {
      if (bar != null) {
        bar.stepBy(rows);
      }
    }

    @Override
    public void end() {
      if (bar != null) {
        bar.close();
        bar = null;
        err.println();
        err.flush();
      }
    }

    /** Writes over what it wrote before. */
    private record OneLine(PrintWriter err) implements ProgressBarConsumer {
      @Override
      public int getMaxRenderedLength() {
        return COLUMNS;
      }

      @Override
      public void accept(String rendered) {
        err.print("\r" + rendered);
        err.flush();
      }

      @Override
      public void close() {
        // The line's end is written by the thread that writes what follows.
      }
    }
  }

  /** A line every ten seconds at most. */
  final class Lines implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private long rows;
    private long done;
    private long said;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    Lines(PrintWriter err, LongSupplier nanoTime) {
      this.err = err;
      this.nanoTime = nanoTime;
    }

    @Override
    public void begin(long rowsToCome) {
      rows = rowsToCome;
      done = 0;
      said = nanoTime.getAsLong();
    }

    @Override
    public void advance(long more) {
      done += more;
      long now = nanoTime.getAsLong();
      if (now - said >= INTERVAL_NANOS) {
        said = now;
        err.println("pii: %,d of %,d rows".formatted(done, rows));
        err.flush();
      }
    }

    @Override
    public void end() {
      // The summary follows.
    }
  }
}
