package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeyInfo;
import io.sealstream.connect.mask.crypto.Keyset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A column whose ciphertexts are to be under the primary key of a keyset. */
final class ReencryptedColumn {
  private static final int ID_BYTES = 4;

  private final String name;
  private final DeterministicCipher cipher;
  private final List<String> primaryPrefixes;

  /**
   * @param cipher of {@code keyset}, for the column's domain
   */
  ReencryptedColumn(String name, DeterministicCipher cipher, Keyset keyset) {
    this.name = name;
    this.cipher = cipher;
    this.primaryPrefixes = prefixes(keyset);
  }

  String name() {
    return name;
  }

  /**
   * The same value under the primary key; equal to the ciphertext when it is so already.
   *
   * @throws CipherException when the ciphertext does not decrypt
   */
  String reencrypt(String ciphertext) throws CipherException {
    return cipher.encrypt(cipher.decrypt(ciphertext));
  }

  /**
   * The SQL condition that is true for values that are not under the primary key. It looks at the
   * start of the base64 only, where the key's id is; without a prefix every value meets it.
   */
  String isOldSql() {
    String column = TableName.quote(name);
    if (primaryPrefixes.isEmpty()) {
      return column + " IS NOT NULL";
    }
    String list = primaryPrefixes.stream().collect(Collectors.joining("', '", "'", "'"));
    return "left(%s, %d) NOT IN (%s)".formatted(column, primaryPrefixes.get(0).length(), list);
  }

  /** Whether {@link #isOldSql} is false for a ciphertext of the primary key. */
  boolean isOldSqlExact() {
    return !primaryPrefixes.isEmpty();
  }

  /**
   * How ciphertexts of the primary key may begin in base64. The prefix has 5 bytes, which are 6
   * characters and 4 of the 6 bits of a seventh: so four beginnings of 7 characters.
   */
  private static List<String> prefixes(Keyset keyset) {
    KeyInfo primary = keyset.keys().stream().filter(KeyInfo::primary).findFirst().orElseThrow();
    List<String> prefixes = new ArrayList<>();
    if (primary.prefix() != KeyInfo.Prefix.RAW) {
      for (int next = 0; next < 4; next++) {
        byte[] start =
            ByteBuffer.allocate(1 + ID_BYTES + 1)
                .put((byte) (primary.prefix() == KeyInfo.Prefix.TINK ? 1 : 0))
                .putInt((int) primary.id())
                .put((byte) (next << 6))
                .array();
        prefixes.add(Base64.getEncoder().encodeToString(start).substring(0, 7));
      }
    }
    return prefixes;
  }
}
