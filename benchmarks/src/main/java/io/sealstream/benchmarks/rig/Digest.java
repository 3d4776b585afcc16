package io.sealstream.benchmarks.rig;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digests of SQS: MD5 of a body and of message attributes, which clients check, and SHA-256 of
 * a body where the content deduplicates. The form of the second is in the developer guide,
 * "Calculating the MD5 message digest for message attributes".
 */
final class Digest {

  private static final byte TEXT = 1;
  private static final byte BINARY = 2;

  private Digest() {}

  /** The sixteen bytes. */
  static ByteBuffer md5(byte[] bytes) {
    return ByteBuffer.wrap(digest("MD5").digest(bytes));
  }

  static String md5Hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest("MD5").digest(bytes));
  }

  static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
  }

  static String attributesMd5Hex(Map<String, RigAttribute> attributes) {
    MessageDigest digest = digest("MD5");
    new TreeMap<>(attributes)
        .forEach(
            (name, attribute) -> {
              update(digest, name.getBytes(StandardCharsets.UTF_8));
              update(digest, attribute.dataType().getBytes(StandardCharsets.UTF_8));
              digest.update(attribute.isBinary() ? BINARY : TEXT);
              update(digest, attribute.valueBytes());
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }
}
