package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process. */
final class PiiRun {
  private final Map<String, String> environment = new HashMap<>();
  private char[] prompted;

  /** What a command did. */
  record Result(int exitCode, String out, String err) {
    /** It ended with code 1 and this one line, and wrote nothing. */
    void failedWith(String message) {
      assertThat(this).isEqualTo(new Result(1, "", "pii: " + message + "\n"));
    }

    /** It ended with code 2 and this one line. */
    void refusedWith(String message) {
      assertThat(this).isEqualTo(new Result(2, "", "pii: " + message + "\n"));
    }

    /** It ended with code 0, without a word on standard error. */
    void printed(String output) {
      assertThat(this).isEqualTo(new Result(0, output, ""));
    }
  }

  PiiRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What a person at a terminal types when asked for the password. */
  PiiRun typing(String password) {
    prompted = password.toCharArray();
    return this;
  }

  Result run(String input, Object... args) {
    return run(input.getBytes(StandardCharsets.UTF_8), args);
  }

  Result run(byte[] input, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter help = new StringWriter();
    Result result = run(input, out, new PrintWriter(help), args);
    return new Result(result.exitCode(), out.toString(StandardCharsets.UTF_8) + help, result.err());
  }

  Result run(byte[] input, OutputStream out, PrintWriter help, Object... args) {
    StringWriter err = new StringWriter();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    int exitCode =
        Pii.execute(
            Pii.commandLine(
                    new Streams(new ByteArrayInputStream(input), out),
                    new Surroundings(environment, () -> prompted, false))
                .setErr(new PrintWriter(err, true))
                .setOut(help),
            texts);
    return new Result(exitCode, "", err.toString());
  }
}
