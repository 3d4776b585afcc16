package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/pii.md that recover values without our command. */
class RecoveryElsewhereTest {
  private static final Path PAGE = Path.of("../docs/pii.md");

  @TempDir private Path folder;

  @Test
  void pythonRecoversWhatMaskPiiEncrypted() throws Exception {
    DeterministicCipher user = TestKeysets.goldenKeyset().cipher("user");
    Path keyset = Files.writeString(folder.resolve("keyset.json"), TestKeysets.golden());

    assertThat(
            recover(keyset, "user", user.encrypt("Zo\u00eb \u20ac"), user.encrypt("x".repeat(171))))
        .isEqualTo("Zo\u00eb \u20ac\n" + "x".repeat(171) + "\n");
  }

  @Test
  void pythonTakesAnyEnabledKeyOfARotatedKeyset() throws Exception {
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
    String input = String.join("\n", lines) + "\n";
    return Python.run(folder, program, input, keyset.toString(), domain);
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
}
