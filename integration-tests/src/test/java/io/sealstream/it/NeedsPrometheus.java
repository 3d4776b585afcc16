package io.sealstream.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Of tests that run a real Prometheus. A build needs none: without one on the PATH they are
 * skipped, unless {@code -Dsealstream.prometheus.required=true} says that they must run, as CI
 * does.
 */
final class NeedsPrometheus implements ExecutionCondition {

  private static final String MISSING =
      "no prometheus and promtool on the PATH; Debian's package is prometheus";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (isOnPath("prometheus") && isOnPath("promtool")) {
      return ConditionEvaluationResult.enabled("Prometheus is installed");
    }
    if (Boolean.getBoolean("sealstream.prometheus.required")) {
      throw new IllegalStateException(MISSING);
    }
    return ConditionEvaluationResult.disabled(MISSING);
  }

  private static boolean isOnPath(String program) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
