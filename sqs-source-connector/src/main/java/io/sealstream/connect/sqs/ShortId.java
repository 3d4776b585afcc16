package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Sixteen bytes that stand for a message's id: the bytes of the UUID that SQS gives it, or, of an
 * id of another form (an emulator's), the first sixteen bytes of its SHA-256. Or for an event, by
 * its SHA-256.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
record ShortId(long high, long low) {

  /** How many bytes one takes. */
  static final int BYTES = 16;

  private static final int UUID_LENGTH = 36;

  static ShortId of(String messageId) {
    if (messageId.length() == UUID_LENGTH && isCanonicalUuid(messageId)) {
      UUID uuid = UUID.fromString(messageId);
      return new ShortId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
    return read(ByteBuffer.wrap(sha256(messageId)));
  }

  /** As SQS writes them. Another way to write one is another id. */
  private static boolean isCanonicalUuid(String text) {
    for (int i = 0; i < UUID_LENGTH; i++) {
      char found = text.charAt(i);
      boolean right =
          switch (i) {
            case 8, 13, 18, 23 -> found == '-';
            default -> (found >= '0' && found <= '9') || (found >= 'a' && found <= 'f');
          };
      if (!right) {
        return false;
      }
    }
    return true;
  }

  /**
   * Stands for an event of a queue.
   *
   * @param key what {@link EventKey} made of a message
   */
  static ShortId ofEvent(String queueUrl, String key) {
    return read(ByteBuffer.wrap(sha256(queueUrl + '\0' + key)));
  }

  static ShortId read(ByteBuffer from) {
    return new ShortId(from.getLong(), from.getLong());
  }

  void write(ByteBuffer to) {
    to.putLong(high).putLong(low);
  }

  /** Random bits need no mixing. */
  @Override
  public int hashCode() {
    return Long.hashCode(low);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
