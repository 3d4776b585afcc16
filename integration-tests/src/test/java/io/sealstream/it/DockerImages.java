package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.utility.DockerImageName;

/**
 * The images of a Docker engine.
 *
 * <p>A build needs no Docker: where no engine answers, or it neither has an image nor can pull it,
 * the test that asks is skipped, unless {@code -Dsealstream.docker.required=true} says that it must
 * run, as CI does.
 *
 * <p>It is the command docker that asks, and not Testcontainers, which pulls an image of its own
 * first, for minutes where there is no registry.
 */
final class DockerImages {
  private static final int ANSWERS_SECONDS = 30;
  private static final int PULLS_SECONDS = 600;

  private DockerImages() {}

  /**
   * An image that the engine has now.
   *
   * @param server {@code -Dsealstream.SERVER.image} names another image than the official one, such
   *     as one that docker/stand-ins/build has made
   */
  static DockerImageName of(String server, String official) throws InterruptedException {
    String name = System.getProperty("sealstream." + server + ".image", official);
    if (!docker(ANSWERS_SECONDS, "version")) {
      skip("no Docker engine answers");
    }
    if (!docker(ANSWERS_SECONDS, "image", "inspect", name)
        && !docker(PULLS_SECONDS, "pull", name)) {
      skip("the Docker engine neither has the image " + name + " nor can it pull it");
    }
    return DockerImageName.parse(name).asCompatibleSubstituteFor(official.split(":")[0]);
  }

  private static void skip(String reason) {
    assertThat(Boolean.getBoolean("sealstream.docker.required"))
        .as("containers are required, and %s", reason)
        .isFalse();
    Assumptions.abort(reason);
  }

  /** Whether a command ends well, and in time. */
  private static boolean docker(int seconds, String... arguments) throws InterruptedException {
    List<String> command = Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // there is no such command
    }
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
