package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** That the tests of this package and those below would see a secret that is told. */
class SecretsTest {
  private final ErrorPaths paths = new ErrorPaths();

  @Test
  void aSecretIsFoundInEveryEncodingAndInPieces() throws Exception {
    byte[] utf8 = Markers.CLEAR.getBytes(StandardCharsets.UTF_8);
    found(Markers.CLEAR, "the clear text");
    found(Markers.CLEAR.substring(1, 9), "the clear text");
    found("Q x 9\nv K 2 m W", "the clear text");
    found(Secrets.RARE, "the rare character");
    found(Arrays.toString(utf8), "the clear text");
    found(URLEncoder.encode(Markers.CLEAR, StandardCharsets.UTF_8), "the clear text");
    found(Base64.getEncoder().encodeToString(("a" + Markers.CLEAR).getBytes("UTF-8")), "the clear");
    found(Arrays.toString(Markers.KEY), "the AES-SIV key");
    found(HexFormat.of().formatHex(Markers.KEY, 20, 28), "the AES-SIV key");
    found(HexFormat.of().withUpperCase().formatHex(Markers.KEY), "the AES-SIV key");
    found(Markers.aesSiv(), "the AES-SIV key");
    found(Markers.deriving(), "the deriving key");
    found(Markers.hmac(), "the HMAC key");
    found(Markers.ciphertext(), "the ciphertext");
    found(Markers.ciphertext().substring(12, 24), "the ciphertext");
    found("7263 5481 9072", "the number");
  }

  @Test
  void whatIsPublicIsNone() throws Exception {
    // The prefix of every ciphertext, and what a keyset has beside its key.
    String json = Markers.aesSiv().replaceAll("\"value\": ?\"[^\"]+\"", "");
    assertThat(Markers.secrets().in(json + Markers.ciphertext().substring(0, 8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "cause", "suppressed", "result", "slf4j", "jul", "out", "err"})
  void whateverTellsASecretIsSeen(String way) throws Exception {
    paths.addTold("x", tell(way));
    paths.run(Level.ALL);
    assertThatThrownBy(() -> paths.toldNothingOf(Markers.secrets()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the clear text");
  }

  @Test
  void whatAnObjectHoldsIsAskedForItsTextToo() throws Exception {
    paths.addObject("x", () -> new Holder(new Holder(new Telling())));
    paths.run(Level.ALL);
    assertThatThrownBy(() -> paths.toldNothingOf(Markers.secrets()))
        .hasMessageContaining("the clear text");
  }

  @Test
  void aPathWithoutAnErrorIsSeen() throws Exception {
    paths.add("fine", () -> {});
    paths.addTold("nothing", () -> null);
    paths.run(Level.ALL);
    assertThatThrownBy(() -> paths.toldNothingOf(Markers.secrets()))
        .hasMessageContaining("\"fine\", \"nothing\"");
  }

  private static void found(String told, String name) throws Exception {
    assertThat(Markers.secrets().in(told))
        .as(told)
        .anyMatch(found -> found.startsWith(name) || found.equals("the key data"));
  }

  private static Callable<?> tell(String way) {
    return () -> {
      RuntimeException problem = new RuntimeException("harmless");
      switch (way) {
        case "message" -> throw new RuntimeException(Markers.CLEAR);
        case "cause" -> problem.initCause(new RuntimeException(Markers.CLEAR));
        case "suppressed" -> problem.addSuppressed(new RuntimeException(Markers.CLEAR));
        case "slf4j" -> LoggerFactory.getLogger("x").trace("{} {}", 1, Markers.CLEAR);
        case "jul" -> java.util.logging.Logger.getLogger("x").finest(Markers.CLEAR);
        case "out" -> System.out.println(Markers.CLEAR);
        case "err" -> System.err.println(Markers.CLEAR);
        default -> {
          return Markers.CLEAR;
        }
      }
      throw problem;
    };
  }

  private record Holder(Object held) {
    @Override
    public String toString() {
      return "harmless";
    }
  }

  private static final class Telling {
    @Override
    public String toString() {
      return Markers.CLEAR;
    }
  }
}
