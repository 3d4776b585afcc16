package io.sealstream.connect.mask.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** One published vector for AES-SIV with a 512-bit key. */
record WycheproofVector(
    String id,
    byte[] key,
    byte[] associatedData,
    byte[] plaintext,
    byte[] ciphertext,
    boolean valid) {

  static List<WycheproofVector> all() throws IOException {
    try (InputStream in =
        WycheproofVector.class.getResourceAsStream("wycheproof-aes-siv-512.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(WycheproofVector::parse)
          .toList();
    }
  }

  private static WycheproofVector parse(String line) {
    String[] parts = line.split(",", -1);
    HexFormat hex = HexFormat.of();
    return new WycheproofVector(
        parts[0],
        hex.parseHex(parts[1]),
        hex.parseHex(parts[2]),
        hex.parseHex(parts[3]),
        hex.parseHex(parts[4]),
        parts[5].equals("valid"));
  }
}
