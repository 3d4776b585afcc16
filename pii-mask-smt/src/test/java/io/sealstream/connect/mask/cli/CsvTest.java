package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** mask and unmask on CSV. */
class CsvTest {
  @TempDir private Path folder;

  private Path file;
  private Keyset keyset;

  @BeforeEach
  void setUp() throws Exception {
    file = folder.resolve("keyset.json");
    keyset = TestKeysets.goldenKeyset();
    KeysetFiles.create(file, keyset);
  }

  @Test
  void namedColumnsChangeEachUnderItsDomainAndTheOthersStay() throws Exception {
    String clear = "id,ip,device,note\n1,203.0.113.7,\"a,b\",\"kept \"\"as it is\"\"\"\n2,,\"\",\n";
    String masked =
        "id,ip,device,note\n1,%s,\"%s\",\"kept \"\"as it is\"\"\"\n2,,\"%s\",\n"
            .formatted(
                encrypt("ip", "203.0.113.7"),
                encrypt("device_id", "a,b"),
                encrypt("device_id", ""));

    run("mask", clear, "--column", "ip", "--column", "device=device_id").printed(masked);
    run("unmask", masked, "--column", "ip", "--column", "device=device_id").printed(clear);
  }

  @Test
  void lineBreaksInValuesAndAnyUnicodeComeBack() throws Exception {
    String clear = "name,x\n\"Zoë\r\n€ \ud83d\ude00\",\"two\nlines\"\n";
    Result masked = run("mask", clear, "--column", "name");
    assertThat(masked.out())
        .isEqualTo(
            "name,x\n\"%s\",\"two\nlines\"\n".formatted(encrypt("name", "Zoë\r\n€ \ud83d\ude00")));
    run("unmask", masked.out(), "--column", "name").printed(clear);
  }

  @Test
  void valuesThatNeedQuotesGetThem() throws Exception {
    run("unmask", "ip\n" + encrypt("ip", "a,\"b\"") + "\n", "--column", "ip")
        .printed("ip\n\"a,\"\"b\"\"\"\n");
  }

  @Test
  void windowsFilesAndOtherDelimitersAreRead() throws Exception {
    String masked = encrypt("ip", "203.0.113.7");
    run("mask", "\ufeffip;n\r\n203.0.113.7;1\r\n", "--column", "ip", "--delimiter", ";")
        .printed("ip;n\n" + masked + ";1\n");
    run("mask", "ip\tn\n203.0.113.7\t1", "--column", "ip", "--delimiter", "tab")
        .printed("ip\tn\n" + masked + "\t1\n");
  }

  @Test
  void anEmptyLineIsARecordOnlyWhereThereIsOneColumn() throws Exception {
    run("mask", "ip\n\n\"\"\n", "--column", "ip").printed("ip\n\n\"" + encrypt("ip", "") + "\"\n");
    run("mask", "ip,n\n\n1,2\n\n\n", "--column", "n")
        .printed("ip,n\n1," + encrypt("n", "2") + "\n");
  }

  @Test
  void aHeaderAloneIsFine() {
    run("mask", "ip", "--column", "ip").printed("ip\n");
    run("mask", "ip\n", "--column", "ip").printed("ip\n");
  }

  @Test
  void theHeaderMustHaveEachColumnOnceAndIsNotQuoted() {
    run("mask", "marker,b\n1,2\n", "--column", "ip")
        .failedWith("the header has no column 'ip' among its 2");
    run("mask", "ip,ip\n1,2\n", "--column", "ip")
        .failedWith("the header has the column 'ip' twice");
    run("mask", "", "--column", "ip").failedWith("the input is empty: it has no header");
  }

  @Test
  void aColumnThatMayBeAKeysetIsNotRepeated() {
    String instead = "(its name is not repeated, as it looks like the content of a file)";
    for (String name : List.of("{\"key\":[]}", " {", "marker\n", "a\rb", "x".repeat(256))) {
      String pasted = name + "=ip";
      run("mask", "a,b\n", "--column", pasted)
          .failedWith("the header has no column " + instead + " among its 2");
      run("mask", "", "--column", pasted, "--column", pasted)
          .refusedWith("--column " + instead + " is there twice; see pii mask --help");
    }
    run("mask", "{,{\n", "--column", "{=x")
        .failedWith("the header has the column " + instead + " twice");
  }

  @Test
  void badRecordsAreNamedAndThoseBeforeThemWritten() throws Exception {
    String good = encrypt("ip", "203.0.113.7");
    assertThat(run("unmask", "id,ip\n1,%s\n2,marker!\n".formatted(good), "--column", "ip"))
        .isEqualTo(
            new Result(
                1,
                "id,ip\n1,203.0.113.7\n",
                "pii: record 2 (line 3): the value of column 'ip' is not base64\n"));
  }

  @Test
  void whatIsNoCsvFailsWithoutItsContent() {
    broken("id,ip\n1,2\n\"x\ny\"\n", "record 2 (line 3): it has 1 field, the header has 2");
    broken("id,ip\n1,2\n1,2,3\n", "record 2 (line 3): it has 3 fields, the header has 2");
    broken(
        "id,ip\n1,2\n\"mark\"er,2\n",
        "record 2 (line 3): it is not CSV: text follows a closing quote, or it is too long");
    broken(
        "id,ip\n1,2\n3,\"marker\n4,5\n",
        "record 2 (line 3): a quote is opened and not closed until the end");
    broken("id,ip\n1,2\n3,\"", "record 2 (line 3): a quote is opened and not closed until the end");
    broken("id,\"ip", "the header (line 1): a quote is opened and not closed until the end");
  }

  @Test
  void bytesThatAreNotUtf8FailInAnyColumn() {
    byte[] input = "id,ip\n1,2\nmarker\u00ff,2\n".getBytes(StandardCharsets.ISO_8859_1);
    Result result =
        new PiiRun().run(input, "mask", "--keyset-file", file, "--csv", "--column", "ip");
    assertThat(result.err()).isEqualTo("pii: record 2 (line 3): field 1 is not UTF-8 text\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void whatDoesNotDecryptCanPass() throws Exception {
    String good = encrypt("ip", "203.0.113.7");
    assertThat(
            run(
                "unmask",
                "ip\n%s\n\"clear\"\n".formatted(good),
                "--column",
                "ip",
                "--on-undecryptable",
                "pass"))
        .isEqualTo(
            new Result(
                0,
                "ip\n203.0.113.7\n\"clear\"\n",
                "pii: values that did not decrypt and passed as they are: 1\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "\"", "\n", "é"})
  void aDelimiterIsOneCharacterThatMeansNothingElse(String delimiter) {
    run("mask", "", "--column", "ip", "--delimiter", delimiter)
        .refusedWith(
            "--delimiter takes one ASCII character that is no quote and no line end, or 'tab'; see"
                + " pii mask --help");
  }

  @Test
  void columnsAreNeededAndNamedOnce() {
    run("mask", "").refusedWith("--csv needs at least one --column; see pii mask --help");
    run("unmask", "").refusedWith("at least one --column is needed; see pii unmask --help");
    run("mask", "", "--column", "ip", "--column", "ip=x")
        .refusedWith("--column 'ip' is there twice; see pii mask --help");
    run("mask", "", "--column", "=x")
        .refusedWith("--column needs a name, as in --column masked_ip=ip; see pii mask --help");
    run("mask", "ip\n", "--column", "ip=").refusedWith("the domain is empty; see pii mask --help");
    run("mask", "", "--column", "ip", "--domain", "ip")
        .refusedWith(
            "--domain is for lines; with --csv give --column NAME=DOMAIN; see pii mask --help");
    for (String option :
        new String[] {"--jdbc-url", "--user", "--password-file", "--select", "--table"}) {
      run("unmask", "", "--column", "ip", option, "x")
          .refusedWith("--csv excludes the options for a table; see pii unmask --help");
    }
  }

  private void broken(String input, String message) {
    Result result = run("mask", input, "--column", "ip");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("pii: " + message + "\n");
  }

  private String encrypt(String domain, String text) throws Exception {
    return keyset.cipher(domain).encrypt(text);
  }

  private Result run(String command, String input, String... more) {
    List<Object> args = new ArrayList<>(List.of(command, "--keyset-file", file, "--csv"));
    args.addAll(List.of(more));
    return new PiiRun().run(input, args.toArray());
  }
}
