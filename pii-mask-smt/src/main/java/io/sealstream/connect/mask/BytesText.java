package io.sealstream.connect.mask;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Bytes in padded standard base64 (RFC 4648 section 4). A {@link ByteBuffer} stands for its
 * remaining bytes, which stay unread; what comes back is an array.
 */
enum BytesText implements ValueText {
  INSTANCE;

  @Override
  public String write(Object value) {
    if (value instanceof byte[] bytes) {
      return encode(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      // A duplicate has a position of its own.
      buffer.duplicate().get(bytes);
      return encode(bytes);
    }
    throw TextProblems.wrongType("BYTES", value);
  }

  @Override
  public Object read(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // Java's decoder takes missing padding and stray bits in the last character.
      if (encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Falls through: its message quotes a character of the text.
    }
    throw TextProblems.notTheTextOf("BYTES");
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
