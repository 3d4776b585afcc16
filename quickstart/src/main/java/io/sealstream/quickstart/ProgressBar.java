package io.sealstream.quickstart;

import java.time.Duration;

/**
 * Shows how many messages or records are where they should be: a bar that redraws itself on a
 * terminal, a line now and then elsewhere. Not thread-safe.
 */
final class ProgressBar {
  private static final int WIDTH = 30;
  private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Terminal terminal;
  private final long total;
  private long lastLine;

  /**
   * Makes a bar at zero.
   *
   * @param total how many there are in all, at least 1
   * @param now the time in nanoseconds, of the clock that {@link #show} is given
   */
  ProgressBar(Terminal terminal, long total, long now) {
    this.terminal = terminal;
    this.total = total;
    this.lastLine = now;
  }

  /** Shows where things are; {@code now} in nanoseconds. */
  void show(Accounts accounts, Duration elapsed, long now) {
    show(accounts.accounted(), said(accounts), elapsed, now);
  }

  /** Shows how many are done, and what is said of them; {@code now} in nanoseconds. */
  void show(long done, String said, Duration elapsed, long now) {
    if (terminal.isInteractive()) {
      terminal.bar(text(done, said, elapsed));
    } else if (now - lastLine >= LINE_EVERY_NANOS) {
      lastLine = now;
      terminal.line(text(done, said, elapsed));
    }
  }

  /** Shows the end, which is a line everywhere. */
  void finish(Accounts accounts, Duration elapsed) {
    finish(accounts.accounted(), said(accounts), elapsed);
  }

  /** As {@link #finish(Accounts, Duration)}, for {@link #show(long, String, Duration, long)}. */
  void finish(long done, String said, Duration elapsed) {
    String text = text(done, said, elapsed);
    if (terminal.isInteractive()) {
      terminal.bar(text);
    } else {
      terminal.line(text);
    }
  }

  private static String said(Accounts accounts) {
    return "%s, %,d dead-lettered"
        .formatted(Sentences.count(accounts.rows(), "row"), accounts.deadLettered());
  }

  private String text(long all, String said, Duration elapsed) {
    long done = Math.min(all, total);
    int filled = (int) (done * WIDTH / total);
    return "[%s%s] %,d/%,d  %s  %s"
        .formatted(
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            done,
            total,
            said,
            Terminal.seconds(elapsed));
  }
}
