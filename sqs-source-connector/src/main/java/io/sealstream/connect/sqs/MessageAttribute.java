package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A message attribute as SQS holds it: a data type ({@code String}, {@code Number} or {@code
 * Binary}, optionally with a custom suffix such as {@code Number.int}) and either text or bytes.
 *
 * @param dataType the type's name, suffix included
 * @param text the value of a String or Number attribute, else null
 * @param bytes the value of a Binary attribute as a read-only buffer, else null
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">SQS
 *     message metadata</a>
 */
record MessageAttribute(String dataType, @Nullable String text, @Nullable ByteBuffer bytes) {

  /** What an attribute's name may be in SQS and in SNS. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,256}");

  /** An attribute's name as errors show it: one that no service lets through may be any text. */
  static String shown(String name) {
    return NAME.matcher(name).matches() ? name : "*";
  }

  /** A String attribute. */
  static MessageAttribute ofText(String text) {
    return new MessageAttribute("String", text, null);
  }

  /** Whether this is a Number, whatever its custom suffix. */
  boolean isNumber() {
    return dataType.equals("Number") || dataType.startsWith("Number.");
  }

  /** The bytes that this attribute adds to its message under {@code name}, as SQS counts them. */
  int sizeInBytes(String name) {
    int value = text != null ? Utils.utf8Length(text) : bytes != null ? bytes.remaining() : 0;
    return Utils.utf8Length(name) + Utils.utf8Length(dataType) + value;
  }

  /** The type only: a value may be personal data. */
  @Override
  public String toString() {
    return "MessageAttribute[" + dataType + "]";
  }
}
