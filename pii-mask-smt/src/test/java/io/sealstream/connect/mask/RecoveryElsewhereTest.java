package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/pii.md that recover values without our command.
 *
 * <p>A build needs no Python: without one that has the package cryptography these tests are
 * skipped, unless {@code -Dsealstream.python.required=true} says that they must run, as CI does.
 */
class RecoveryElsewhereTest {
  private static final Path PAGE = Path.of("../docs/pii.md");
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
  private static final String NEEDED =
      "from cryptography.hazmat.primitives.ciphers.aead import AESSIV";

  private static String python = "";

  @TempDir private Path folder;

  @BeforeAll
  static void findPython() throws Exception {
    for (String candidate : PYTHONS) {
      if (python.isEmpty() && hasAesSiv(candidate)) {
        python = candidate;
      }
    }
    if (python.isEmpty()) {
      assertThat(Boolean.getBoolean("sealstream.python.required"))
          .as("a Python 3 with the package cryptography is required, and there is none")
          .isFalse();
    }
  }

  @Test
  void pythonRecoversWhatMaskPiiEncrypted() throws Exception {
    assumeTrue(!python.isEmpty(), "no Python 3 with the package cryptography");
    DeterministicCipher user = TestKeysets.goldenKeyset().cipher("user");
    Path keyset = Files.writeString(folder.resolve("keyset.json"), TestKeysets.golden());

    assertThat(
            recover(keyset, "user", user.encrypt("Zo\u00eb \u20ac"), user.encrypt("x".repeat(171))))
        .isEqualTo("Zo\u00eb \u20ac\n" + "x".repeat(171) + "\n");
  }

  @Test
  void pythonTakesAnyEnabledKeyOfARotatedKeyset() throws Exception {
    assumeTrue(!python.isEmpty(), "no Python 3 with the package cryptography");
    String rotated = TestKeysets.json(TestKeysets.rotated(KeyStatus.ENABLED));
    Path keyset = Files.writeString(folder.resolve("keyset.json"), rotated);
    String old = TestKeysets.goldenKeyset().cipher("ip").encrypt("203.0.113.7");
    String fresh =
        io.sealstream.connect.mask.crypto.Keysets.parse(rotated).cipher("ip").encrypt("192.0.2.1");

    assertThat(recover(keyset, "ip", old, fresh)).isEqualTo("203.0.113.7\n192.0.2.1\n");
  }

  @Test
  void bigQueryIsGivenTheBytesOfTinksKeyset() throws Exception {
    byte[] keyset =
        TinkProtoKeysetFormat.serializeKeyset(
            TestKeysets.handle(TestKeysets.golden()), InsecureSecretKeyAccess.get());
    String documented = block("text", "08d2").replaceAll("\\s", "");

    assertThat(documented).isEqualTo(HexFormat.of().formatHex(keyset));
    assertThat(
            TinkProtoKeysetFormat.parseKeyset(
                    HexFormat.of().parseHex(documented), InsecureSecretKeyAccess.get())
                .equalsKeyset(TestKeysets.handle(TestKeysets.golden())))
        .isTrue();
  }

  private String recover(Path keyset, String domain, String... lines) throws Exception {
    Path program = Files.writeString(folder.resolve("recover.py"), block("python", "AESSIV"));
    Path input = Files.writeString(folder.resolve("in"), String.join("\n", lines) + "\n");
    Path output = folder.resolve("out");
    Process process =
        new ProcessBuilder(python, program.toString(), keyset.toString(), domain)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(finish(process)).as(Files.readString(folder.resolve("err"))).isZero();
    return Files.readString(output);
  }

  /** The page's block of code of this language that has this word. */
  private static String block(String language, String word) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```" + language + "\\n(.*?)```").matcher(Files.readString(PAGE));
    while (block.find()) {
      if (block.group(1).contains(word)) {
        return block.group(1);
      }
    }
    throw new AssertionError("docs/pii.md has no block of " + language + " with " + word);
  }

  private static boolean hasAesSiv(String candidate) throws InterruptedException {
    try {
      return finish(
              new ProcessBuilder(candidate, "-c", NEEDED)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start())
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private static int finish(Process process) throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it takes longer than a minute");
    }
    return process.exitValue();
  }
}
