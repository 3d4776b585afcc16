package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.KeysetHandle;
import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Keysets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReencryptedColumnTest {
  @BeforeAll
  static void registerTheKeyTypes() {
    Keysets.generate();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00000001, 0x1234567f, 0x12345670, 0x7fffffff, 0x80000000, 0xffffffff})
  void theConditionKnowsAllCiphertextsOfThePrimaryKeyByTheirStart(int id) throws Exception {
    Keyset keyset = keyset(TestKeysets.tink(new byte[64], id));
    Set<String> starts = starts(keyset);
    assertThat(starts).hasSize(4).allMatch(start -> start.length() == 7);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(keyset.cipher("ip").encrypt("value " + i).substring(0, 7));
    }
    assertThat(seen).isEqualTo(starts);
  }

  @Test
  void aKeyWhoseIdDiffersInOneBitIsAnother() throws Exception {
    Set<String> starts = starts(keyset(TestKeysets.tink(new byte[64], 0x12345678)));
    for (int bit = 0; bit < 32; bit++) {
      Keyset other = keyset(TestKeysets.tink(new byte[64], 0x12345678 ^ (1 << bit)));
      assertThat(starts(other)).doesNotContainAnyElementsOf(starts);
    }
  }

  @Test
  void withoutAPrefixEveryValueIsLookedAt() throws Exception {
    assertThat(condition(keyset(TestKeysets.raw(new byte[64]))))
        .isEqualTo("\"i\"\"p\" IS NOT NULL");
  }

  @Test
  void aValueOfAnotherKeyComesUnderThePrimaryOne() throws Exception {
    Keyset old = Keysets.generate(Keyset.Kind.DERIVING);
    Keyset keyset = old.rotated();
    ReencryptedColumn column = new ReencryptedColumn("c", keyset.cipher("ip"), keyset);
    String expected = keyset.cipher("ip").encrypt("x");
    assertThat(column.reencrypt(old.cipher("ip").encrypt("x"))).isEqualTo(expected);
    assertThat(column.reencrypt(expected)).isEqualTo(expected);
  }

  private static Set<String> starts(Keyset keyset) throws Exception {
    Set<String> starts = new HashSet<>();
    Matcher matcher = Pattern.compile("'([^']*)'").matcher(condition(keyset));
    while (matcher.find()) {
      starts.add(matcher.group(1));
    }
    return starts;
  }

  private static String condition(Keyset keyset) throws Exception {
    return new ReencryptedColumn("i\"p", keyset.cipher("ip"), keyset).isOldSql();
  }

  private static Keyset keyset(KeysetHandle handle) throws Exception {
    return Keysets.parse(TestKeysets.json(handle));
  }
}
