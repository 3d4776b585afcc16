package io.sealstream.connect.mask;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What must never be told, and a search for it. A few characters in a row of a secret count as the
 * secret, in clear text and in every way in which Java code usually prints bytes; so does a
 * character of it that occurs nowhere else. White space in between hides nothing.
 */
public final class Secrets {
  /** In every marker: an exception that quotes the first character it dislikes shows it. */
  public static final String RARE = "\ua64e";

  private static final int TEXT = 8;
  private static final int BASE64 = 8;
  // The numbers in the names of objects are hexadecimal and have up to eight digits.
  private static final int HEX = 12;
  private static final int NUMBERS = 14;

  /** Pieces of secrets by their length, each with the name of its secret. */
  private final Map<Integer, Map<String, String>> pieces = new HashMap<>();

  public Secrets() {
    addWhole("the rare character", RARE);
    addWhole("the rare character", "\\ua64e");
    addWhole("the rare character", "U+A64E");
  }

  /** Adds a text, clear or encrypted. */
  public Secrets text(String name, String text) {
    addPieces(name, text, TEXT);
    addPieces(name, URLEncoder.encode(text, StandardCharsets.UTF_8), TEXT);
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes. */
  public Secrets bytes(String name, byte[] bytes) {
    addPieces(name, HexFormat.of().formatHex(bytes), HEX);
    addPieces(name, HexFormat.of().withUpperCase().formatHex(bytes), HEX);
    addPieces(name, HexFormat.ofDelimiter(":").formatHex(bytes), HEX);
    addPieces(name, new String(bytes, StandardCharsets.ISO_8859_1), TEXT);
    addPieces(name, numbers(bytes, 0xffffffff), NUMBERS);
    addPieces(name, numbers(bytes, 0xff), NUMBERS);
    for (int i = 0; i < 3 && i < bytes.length; i++) {
      byte[] shifted = Arrays.copyOfRange(bytes, i, bytes.length);
      // The last characters depend on what follows.
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      addPieces(name, base64.substring(0, base64.length() - 1), BASE64);
      addPieces(name, base64.replace('+', '-').replace('/', '_'), BASE64);
    }
    return this;
  }

  /**
   * Adds a ciphertext in base64. Its first five bytes say which key it is, which is no secret: all
   * ciphertexts of the key begin with them.
   */
  public Secrets ciphertext(String name, String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    addPieces(name, base64.substring(7), BASE64);
    return bytes(name, Arrays.copyOfRange(bytes, 6, bytes.length));
  }

  /** The names of the secrets that a text tells anything of. */
  public List<String> in(String told) {
    TreeSet<String> found = new TreeSet<>();
    search(told, found);
    search(told.replaceAll("\\s", ""), found);
    return new ArrayList<>(found);
  }

  private void search(String told, TreeSet<String> found) {
    pieces.forEach(
        (length, names) -> {
          for (int i = 0; i + length <= told.length(); i++) {
            String name = names.get(told.substring(i, i + length));
            if (name != null) {
              found.add(name);
            }
          }
        });
  }

  private void addPieces(String name, String secret, int length) {
    if (secret.length() <= length) {
      addWhole(name, secret);
    }
    for (int i = 0; i + length <= secret.length(); i++) {
      addWhole(name, secret.substring(i, i + length));
    }
  }

  private void addWhole(String name, String piece) {
    if (piece.isEmpty()) {
      throw new IllegalArgumentException(name + " is too short to be searched for");
    }
    pieces.computeIfAbsent(piece.length(), length -> new HashMap<>()).put(piece, name);
  }

  /** As in {@link Arrays#toString(byte[])}, without the white space. */
  private static String numbers(byte[] bytes, int mask) {
    List<String> numbers = new ArrayList<>();
    for (byte each : bytes) {
      numbers.add(String.format(Locale.ROOT, "%d", each & mask));
    }
    return String.join(",", numbers);
  }
}
