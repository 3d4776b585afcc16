package io.sealstream.connect.mask.crypto;

/** Replaces a text by one that hides it; equal texts have equal replacements. Thread-safe. */
@FunctionalInterface
public interface TextMask {

  /**
   * The replacement of a text; the empty text has one too.
   *
   * @return padded standard base64 (RFC 4648 section 4), ASCII only
   * @throws CipherException when the text has an unpaired surrogate, which UTF-8 cannot carry
   */
  String mask(String text) throws CipherException;
}
