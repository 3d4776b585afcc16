package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  @Test
  void withoutATerminalThereIsALineEveryTenSeconds() {
    AtomicLong seconds = new AtomicLong();
    Progress progress =
        new Progress.Lines(new PrintWriter(err), () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    progress.begin(50_000);
    for (int i = 0; i < 25; i++) {
      seconds.incrementAndGet();
      progress.advance(1_000);
    }
    progress.end();
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("pii: 10,000 of 50,000 rows\npii: 20,000 of 50,000 rows\n");
  }

  @Test
  void onATerminalThereIsABarOnOneLine() {
    Progress progress = Progress.on(new PrintWriter(err), true);
    progress.begin(200);
    progress.advance(100);
    progress.advance(100);
    progress.end();
    assertThat(err.toString()).startsWith("\rrewrap").contains("100%").endsWith("\n");
    assertThat(err.toString()).containsOnlyOnce("\n");
    assertThat(err.toString().split("\r")).allMatch(line -> line.stripTrailing().length() < 80);
  }
}
