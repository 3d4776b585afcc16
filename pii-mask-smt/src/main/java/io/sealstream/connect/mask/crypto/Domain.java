package io.sealstream.connect.mask.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a domain may be, and the bytes that stand for it. */
final class Domain {
  /** No domain has a control character, so what starts with this is never a domain's. */
  private static final byte[] PARAMETER = "\0parameter\0".getBytes(StandardCharsets.US_ASCII);

  private Domain() {}

  /**
   * The UTF-8 bytes of a domain, one or more.
   *
   * @throws IllegalArgumentException when the domain is empty, has a control character (U+0000 to
   *     U+001F, U+007F to U+009F) or is not well-formed Unicode
   */
  static byte[] utf8(String domain) {
    if (domain.isEmpty()) {
      throw new IllegalArgumentException("the domain is empty");
    }
    if (!UnicodeText.isWellFormed(domain)) {
      throw new IllegalArgumentException("the domain is not well-formed Unicode");
    }
    if (domain.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the domain has a control character");
    }
    return domain.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What stands for a schema parameter of a domain: equal to no domain's bytes.
   *
   * @param name well-formed Unicode; it may have any character, since it is the last part
   */
  static byte[] parameter(byte[] domain, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(PARAMETER.length + domain.length + 1 + utf8.length)
        .put(PARAMETER)
        .put(domain)
        .put((byte) 0)
        .put(utf8)
        .array();
  }
}
