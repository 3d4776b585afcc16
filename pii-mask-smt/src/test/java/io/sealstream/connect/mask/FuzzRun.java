package io.sealstream.connect.mask;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/**
 * Fuzzes one class in a JVM of its own: Jazzer runs one fuzz test per JVM.
 *
 * @param target the class, which has one method with {@code @FuzzTest}
 * @param duration for how long, such as 8s or 3m
 * @param folder where Jazzer writes: its log, the inputs that reached new code, and findings
 */
record FuzzRun(String target, String duration, Path folder) {
  /** What gives feedback: our code, and of Tink the part that reads JSON. */
  private static final String INSTRUMENTED =
      "io.sealstream.connect.mask.**,com.google.crypto.tink.JsonKeysetReader,"
          + "com.google.crypto.tink.internal.JsonParser*,com.google.gson.stream.**,"
          + "com.google.gson.internal.LazilyParsedNumber";

  // A run that was blind, without feedback from instrumented code, has no "cov"
  private static final Pattern DONE =
      Pattern.compile("#(\\d+)\\s+DONE\\s+cov: (\\d+) .*exec/s: (\\d+)");
  private static final Pattern FINDING = Pattern.compile("== Java Exception|ERROR: ");

  /**
   * Fuzzes until the time is over or something is found.
   *
   * @return how much was tried
   * @throws AssertionFailedError when something was found, or when the run did not do its work
   */
  String run() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int exitCode =
        new ProcessBuilder(command())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start()
            .waitFor();
    String output = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
    Matcher done = DONE.matcher(output);
    if (exitCode != 0 || !done.find()) {
      throw new AssertionFailedError(
          "%s ended with exit code %d; what was found is in %s, more of it in %s%n%s"
              .formatted(target, exitCode, folder, log(), finding(output)));
    }
    return "%s: %s runs, %s/s, %s branches reached, nothing found"
        .formatted(target, done.group(1), done.group(3), done.group(2));
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        // In a short run the second compiler takes more time than it saves
        "-XX:TieredStopAtLevel=1",
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target,
        "--instrument=" + INSTRUMENTED,
        // What a test compares is no hint of what the code looks for
        "--instrumentation_excludes=" + tests(),
        "--custom_hook_excludes=" + tests(),
        "--max_duration=" + duration,
        // One input that takes this many seconds is a finding, on a busy machine too
        "-timeout=60");
  }

  private String tests() {
    return target + ":" + OwnTexts.class.getName();
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  private static String finding(String output) {
    Matcher start = FINDING.matcher(output);
    String text = start.find() ? output.substring(start.start()) : "";
    return text.substring(0, Math.min(text.length(), 4000));
  }
}
