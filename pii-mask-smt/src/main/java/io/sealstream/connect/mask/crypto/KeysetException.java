package io.sealstream.connect.mask.crypto;

/**
 * A keyset that cannot be used. The message says why and what to do; it never holds any of the
 * keyset's text, and there is never a cause, because a parser's own message may quote what it read.
 */
public final class KeysetException extends Exception {
  private static final long serialVersionUID = 1L;

  KeysetException(String message) {
    super(message);
  }
}
