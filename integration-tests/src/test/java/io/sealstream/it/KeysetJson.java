package io.sealstream.it;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Keysets in Tink's JSON, written by hand, so that their keys are known and anything can be wrong
 * with them.
 */
final class KeysetJson {

  static final String ENABLED = "ENABLED";
  static final String DISABLED = "DISABLED";

  private static final String KEY =
      """
      {"keyData": {"typeUrl": "type.googleapis.com/google.crypto.tink.%s", "value": "%s",
        "keyMaterialType": "SYMMETRIC"}, "status": "%s", "keyId": %d, "outputPrefixType": "%s"}""";

  private KeysetJson() {}

  static String keyset(long primaryKeyId, String... keys) {
    return "{\"primaryKeyId\": %d, \"key\": [%s]}".formatted(primaryKeyId, String.join(",", keys));
  }

  /** An AES-SIV key: its bytes are field 2 of Tink's message. */
  static String aesSiv(long id, String status, byte[] key) {
    return key("AesSivKey", field(2, key), status, id, "TINK");
  }

  /** An AES-GCM key: it cannot encrypt deterministically. */
  static String aesGcm(long id, byte[] key) {
    return key("AesGcmKey", field(3, Arrays.copyOf(key, 32)), ENABLED, id, "TINK");
  }

  /**
   * An HMAC-SHA256 key: the hash (3) is in a message of its own, field 2; the bytes are field 3.
   */
  static String hmac(long id, byte[] key) {
    byte[] bytes = field(3, Arrays.copyOf(key, 32));
    byte[] value = Arrays.copyOf(field(2, new byte[] {8, 3}), 4 + bytes.length);
    System.arraycopy(bytes, 0, value, 4, bytes.length);
    return key("HmacPrfKey", value, ENABLED, id, "RAW");
  }

  /** What may be seen of bytes in a text: as they are, in hexadecimal, and in base64 anywhere. */
  static List<String> traces(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    StringBuilder hex = new StringBuilder();
    for (byte one : bytes) {
      hex.append("%02x".formatted(one));
    }
    return List.of(secret, hex.toString(), base64(bytes, 0), base64(bytes, 1), base64(bytes, 2));
  }

  /** The characters that the bytes alone decide, when some others stand before them. */
  private static String base64(byte[] bytes, int before) {
    int from = (3 - before) % 3;
    int whole = (bytes.length - from) / 3 * 3;
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, from + whole));
  }

  /** One field of a protocol buffer, with fewer than 128 bytes. */
  private static byte[] field(int number, byte[] content) {
    byte[] field = new byte[content.length + 2];
    field[0] = (byte) (number << 3 | 2);
    field[1] = (byte) content.length;
    System.arraycopy(content, 0, field, 2, content.length);
    return field;
  }

  private static String key(String type, byte[] value, String status, long id, String prefix) {
    return KEY.formatted(type, Base64.getEncoder().encodeToString(value), status, id, prefix);
  }
}
