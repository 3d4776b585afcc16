package io.sealstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SmtCommandTest {
  /** Each benchmark once, in this JVM, and an error is an error. No figure of it means anything. */
  private static final List<String> ONCE =
      List.of("-f", "0", "-bm", "ss", "-wi", "0", "-i", "1", "-v", "SILENT");

  private static final String FIGURES = " +[0-9.]+ us/op +[0-9.]+ x cipherOn(ly|e) +[0-9]+ bytes";

  private static final String LIMIT =
      ": [0-9.]+ us, (within|ABOVE) the limit of [0-9.]+ us [(]1.25 x ";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyBenchmarkRunsAndIsRelatedToTheCipher() {
    assertThat(run()).as(err.toString()).isZero();

    List<String> names =
        List.of(
            "cipherAsText",
            "cipherOne",
            "cipherOnly",
            "cipherPerField",
            "byHand",
            "maskEqualSchema",
            "maskNested",
            "maskOne",
            "maskSchemaless",
            "maskStruct",
            "maskStructTwoThreads",
            "stockMaskField",
            "unmaskStruct");
    assertThat(out.toString().strip().lines().limit(names.size()).toList())
        .hasSameSizeAs(names)
        .zipSatisfy(names, (line, name) -> assertThat(line).matches(name + FIGURES));
    assertThat(out.toString())
        .containsPattern("cipherOnly .* 1.00 x cipherOnly")
        .containsPattern("cipherOne .* 1.00 x cipherOne");
    assertThat(out.toString().strip().lines().skip(names.size()).toList())
        .satisfiesExactly(
            line -> assertThat(line).matches("maskStruct" + LIMIT + "cipherOnly [+] 0.3 us[)]"),
            line -> assertThat(line).matches("maskOne" + LIMIT + "cipherOne [+] 0.3 us[)]"));
  }

  @Test
  void withoutTheCipherThereIsNoRatio() {
    assertThat(run("byHand")).isZero();

    assertThat(out.toString().strip()).matches("byHand +[0-9.]+ us/op +- x cipherOnly.*");
  }

  @Test
  void anUnknownOptionOfJmhIsAnErrorOfTheCommandLine() {
    assertThat(run("--no-such-option")).isEqualTo(2);

    assertThat(err.toString()).startsWith("JMH: no-such-option is not a recognized option");
  }

  private int run(String... more) {
    String[] command = {"smt", "--"};
    String[] args =
        List.of(List.of(command), ONCE, Arrays.asList(more)).stream()
            .flatMap(List::stream)
            .toArray(String[]::new);
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
