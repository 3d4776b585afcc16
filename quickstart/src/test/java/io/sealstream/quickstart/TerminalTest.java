package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aFileGetsALineEveryFewSecondsAndOneAtTheEnd() {
    ProgressBar bar = new ProgressBar(terminal(false, true), 100, 0);

    bar.show(new Accounts(50, 10, 0, 0), Duration.ofMillis(100), seconds(1));
    bar.show(new Accounts(90, 20, 0, 0), Duration.ofMillis(200), seconds(4));
    bar.show(new Accounts(100, 50, 0, 0), Duration.ofSeconds(6), seconds(6));
    bar.finish(new Accounts(100, 99, 1, 0), Duration.ofSeconds(7));

    assertThat(printed())
        .isEqualTo(
            "  [###############---------------] 50/100  50 rows, 0 dead-lettered  6.0 s\n"
                + "  [##############################] 100/100  99 rows, 1 dead-lettered  7.0 s\n");
  }

  @Test
  void aTerminalGetsABarThatStaysInItsLine() {
    Terminal terminal = terminal(true, false);
    ProgressBar bar = new ProgressBar(terminal, 2, 0);

    bar.show(new Accounts(2, 1, 0, 0), Duration.ZERO, 1);
    bar.finish(new Accounts(2, 2, 0, 0), Duration.ZERO);
    terminal.line("next");

    assertThat(printed().split("\n")).hasSize(2);
    assertThat(printed()).contains("\r\u001b[K  [").endsWith("\n  next\n");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    terminal(true, true).check(true, "a");
    assertThat(printed()).contains("\u001b[32m");

    out.reset();
    terminal(true, false).check(true, "a");
    terminal(false, true).check(true, "a");
    assertThat(printed()).isEqualTo("  ok   a\n  ok   a\n");
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    terminal(false, false)
        .table(List.of("id", "value"), List.of(List.of("1", "x"), List.of("1000", "y")));

    assertThat(printed()).isEqualTo("  id    value\n  1     x\n  1000  y\n");
  }

  private Terminal terminal(boolean interactive, boolean colours) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Terminal(stream, stream, interactive, colours);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
