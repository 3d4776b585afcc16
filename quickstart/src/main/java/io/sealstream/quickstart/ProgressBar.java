package io.sealstream.quickstart;

import java.time.Duration;

/**
 * Shows how many messages are accounted for: a bar that redraws itself on a terminal, a line now
 * and then elsewhere. Not thread-safe.
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
   * @param total how many messages there are in all, at least 1
   * @param now the time in nanoseconds, of the clock that {@link #show} is given
   */
  ProgressBar(Terminal terminal, long total, long now) {
    this.terminal = terminal;
    this.total = total;
    this.lastLine = now;
  }

  /** Shows where things are; {@code now} in nanoseconds. */
  void show(Accounts accounts, Duration elapsed, long now) {
    if (terminal.isInteractive()) {
      terminal.bar(text(accounts, elapsed));
    } else if (now - lastLine >= LINE_EVERY_NANOS) {
      lastLine = now;
      terminal.line(text(accounts, elapsed));
    }
  }

  /** Shows the end, which is a line everywhere. */
  void finish(Accounts accounts, Duration elapsed) {
    String text = text(accounts, elapsed);
    if (terminal.isInteractive()) {
      terminal.bar(text);
    } else {
      terminal.line(text);
    }
  }

  private String text(Accounts accounts, Duration elapsed) {
    long done = Math.min(accounts.accounted(), total);
    int filled = (int) (done * WIDTH / total);
    return "[%s%s] %,d/%,d  %s, %,d dead-lettered  %s"
        .formatted(
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            done,
            total,
            Sentences.count(accounts.rows(), "row"),
            accounts.deadLettered(),
            Terminal.seconds(elapsed));
  }
}
