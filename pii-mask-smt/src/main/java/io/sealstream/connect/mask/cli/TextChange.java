package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.crypto.CipherException;

/** What a command makes of one text. */
@FunctionalInterface
interface TextChange {

  /**
   * The text that takes the place of another.
   *
   * @throws CipherException when there is none
   */
  String apply(String text) throws CipherException;
}
