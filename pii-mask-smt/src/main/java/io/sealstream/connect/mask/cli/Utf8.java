package io.sealstream.connect.mask.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that was read as Latin-1. Latin-1 takes any byte, so that a stray one is a bad value in a
 * known place, and not a bad stream.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * The text whose bytes are the characters of {@code latin1}.
   *
   * @throws CharacterCodingException when they are not UTF-8
   */
  static String decode(String latin1) throws CharacterCodingException {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    // A new decoder reports malformed input instead of replacing it.
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
