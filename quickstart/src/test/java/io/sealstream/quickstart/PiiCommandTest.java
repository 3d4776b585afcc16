package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against stand-ins for the launcher; the packaged one is run by the integration tests. */
@Timeout(60)
class PiiCommandTest {
  private static final Path KEYSET = Path.of("keyset.json");

  @TempDir private Path folder;

  @Test
  void aValueKeepsTheSpacesAroundIt() throws Exception {
    assertThat(pii("cat").unmask(KEYSET, "ip", List.of("  a ", "", "b\t")))
        .containsExactly("  a ", "", "b\t");
  }

  @Test
  void aCommandThatHangsWithItsOutputOpenIsKilled() throws Exception {
    List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
    PiiCommand pii = pii("exec sleep 600", Duration.ofSeconds(1));

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> pii.unmask(KEYSET, "ip", List.of("x")))
        .withMessage("pii unmask did not end within 1.0 s and was killed.");
    await()
        .untilAsserted(
            () ->
                assertThat(ProcessHandle.current().descendants())
                    .filteredOn(process -> !before.contains(process))
                    .noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void moreThanAPipeHoldsGoesThroughItBothWays() throws Exception {
    List<String> values = Collections.nCopies(10_000, "x".repeat(100));

    assertThat(pii("cat").unmask(KEYSET, "ip", values)).isEqualTo(values);
  }

  @Test
  void aCommandThatFailsWithoutReadingSaysWhy() throws Exception {
    PiiCommand pii = pii("echo first >&2; echo 'pii: no such keyset' >&2; exit 3");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> pii.unmask(KEYSET, "ip", Collections.nCopies(10_000, "x".repeat(100))))
        .withMessage("pii unmask failed with exit code 3: pii: no such keyset");
  }

  @Test
  void anAnswerWithALineMissingIsNotTaken() throws Exception {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> pii("head -n 1").unmask(KEYSET, "ip", List.of("x", "y")))
        .withMessage("pii unmask was given 2 lines and answered with 1 line.");
  }

  private PiiCommand pii(String script) throws Exception {
    return pii(script, Duration.ofSeconds(30));
  }

  private PiiCommand pii(String script, Duration timeout) throws Exception {
    Path executable = Files.writeString(folder.resolve("pii"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwx------"));
    return new PiiCommand(executable, timeout);
  }
}
