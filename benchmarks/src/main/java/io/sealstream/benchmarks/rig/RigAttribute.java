package io.sealstream.benchmarks.rig;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message attribute as SQS knows it.
 *
 * @param dataType String, Number or Binary, with or without a custom label after a dot
 * @param text the value of a String or Number
 * @param bytes the value of a Binary; from its position to its limit
 */
public record RigAttribute(String dataType, @Nullable String text, @Nullable ByteBuffer bytes) {

  /** A String attribute. */
  public static RigAttribute string(String value) {
    return new RigAttribute("String", value, null);
  }

  /** A Number attribute; SQS keeps the text as it was sent. */
  public static RigAttribute number(String value) {
    return new RigAttribute("Number", value, null);
  }

  /** A Binary attribute. */
  public static RigAttribute binary(byte[] value) {
    return new RigAttribute("Binary", null, ByteBuffer.wrap(value.clone()));
  }

  boolean isBinary() {
    return bytes != null;
  }

  /** The value as it is sent; a text in UTF-8. */
  byte[] valueBytes() {
    if (bytes != null) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    }
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  /** A value of a message stays out of logs, as everywhere in this project. */
  @Override
  public String toString() {
    return "RigAttribute[" + dataType + "]";
  }
}
