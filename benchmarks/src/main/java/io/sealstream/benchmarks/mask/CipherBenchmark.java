package io.sealstream.benchmarks.mask;

import com.google.crypto.tink.DeterministicAead;
import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The encryptions of a record, without the record. Public because JMH makes it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CipherBenchmark {
  private final String[][] texts = texts();
  private final byte[][][] bytes = bytes(texts);
  private final byte[][] domains =
      Logins.MASKED.stream()
          .map(name -> name.getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);
  private final Keys keys = new Keys();
  private final DeterministicAead cipher = keys.cipher();
  private final DeterministicAead[] cipherPerField =
      Logins.MASKED.stream().map(name -> new Keys().cipher()).toArray(DeterministicAead[]::new);
  private final DeterministicCipher[] textCiphers =
      Logins.MASKED.stream().map(keys::textCipher).toArray(DeterministicCipher[]::new);

  /** Tink's AES-SIV on bytes, one key: what everything else is compared with. */
  @Benchmark
  public void cipherOnly(Ring ring, Blackhole hole) throws GeneralSecurityException {
    byte[][] login = bytes[ring.next()];
    for (int i = 0; i < login.length; i++) {
      hole.consume(cipher.encryptDeterministically(login[i], domains[i]));
    }
  }

  /**
   * The same on the first of the four alone: what a record of one masked field is compared with.
   */
  @Benchmark
  public byte[] cipherOne(Ring ring) throws GeneralSecurityException {
    return cipher.encryptDeterministically(bytes[ring.next()][0], domains[0]);
  }

  /** All four with a key for each field, as a deriving keyset has. */
  @Benchmark
  public void cipherPerField(Ring ring, Blackhole hole) throws GeneralSecurityException {
    byte[][] login = bytes[ring.next()];
    for (int i = 0; i < login.length; i++) {
      hole.consume(cipherPerField[i].encryptDeterministically(login[i], domains[i]));
    }
  }

  /** From text to base64. */
  @Benchmark
  public void cipherAsText(Ring ring, Blackhole hole) throws CipherException {
    String[] login = texts[ring.next()];
    for (int i = 0; i < login.length; i++) {
      hole.consume(textCiphers[i].encrypt(login[i]));
    }
  }

  private static String[][] texts() {
    Schema schema = Logins.schema();
    String[][] texts = new String[Ring.SIZE][];
    for (int i = 0; i < Ring.SIZE; i++) {
      Struct login = (Struct) Logins.structured(schema, i).value();
      texts[i] = Logins.MASKED.stream().map(login::getString).toArray(String[]::new);
    }
    return texts;
  }

  private static byte[][][] bytes(String[][] texts) {
    byte[][][] bytes = new byte[texts.length][][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] =
          List.of(texts[i]).stream()
              .map(text -> text.getBytes(StandardCharsets.UTF_8))
              .toArray(byte[][]::new);
    }
    return bytes;
  }
}
