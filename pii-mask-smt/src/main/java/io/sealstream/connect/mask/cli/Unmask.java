package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code pii unmask}: decrypts standard input, line by line.
 *
 * <p>One line in, one line out, as soon as there is no more input waiting. It ends at the first
 * line that does not decrypt; the lines before it are written then.
 */
@Command(
    name = "unmask",
    description = {
      "Decrypts lines from standard input to standard output.",
      "An empty line stays empty. The first line that does not decrypt ends it with an error."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Pii.VersionProvider.class)
final class Unmask implements Callable<Integer> {
  private final Streams streams;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--keyset-file",
      required = true,
      paramLabel = "FILE",
      description = "The keyset; only its owner may have access to the file.")
  private Path keysetFile = Path.of("");

  @Option(
      names = "--domain",
      required = true,
      paramLabel = "NAME",
      description = "The domain that the values were encrypted for, such as 'ip'.")
  private String domain = "";

  Unmask(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    DeterministicCipher cipher = cipher();
    try {
      decryptLines(cipher);
    } catch (Failure | IOException e) {
      flushQuietly(e);
      throw e;
    }
    streams.flush();
    return 0;
  }

  private DeterministicCipher cipher() throws Failure {
    if (domain.isEmpty() && spec != null) {
      throw new ParameterException(spec.commandLine(), "--domain must not be empty");
    }
    try {
      return KeysetFiles.read(keysetFile).cipher(domain);
    } catch (KeysetException e) {
      throw new Failure("the keyset file '" + keysetFile + "' " + e.getMessage());
    }
  }

  private void decryptLines(DeterministicCipher cipher) throws Failure, IOException {
    // Latin-1 takes any byte, so that a stray one is a bad line and not a bad stream.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.ISO_8859_1));
    String line;
    for (long number = 1; (line = lines.readLine()) != null; number++) {
      streams.println(line.isEmpty() ? "" : decrypt(cipher, line, number));
      if (!lines.ready()) {
        streams.flush();
      }
    }
  }

  private static String decrypt(DeterministicCipher cipher, String line, long number)
      throws Failure {
    String text;
    try {
      text = cipher.decrypt(line);
    } catch (CipherException e) {
      throw new Failure("line " + number + ": the value " + e.getMessage());
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new Failure(
          "line " + number + ": the value holds a line break, so it would not be one line");
    }
    return text;
  }

  /** What was decrypted before a failure is good; a second failure adds nothing to the first. */
  private void flushQuietly(Exception failure) {
    try {
      streams.flush();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
