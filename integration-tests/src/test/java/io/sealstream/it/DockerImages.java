package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.utility.DockerImageName;

/**
 * The images that docker-compose.yaml names, and those that a Docker engine has.
 *
 * <p>A build needs no Docker, and pulls nothing: where no engine answers, or it does not have an
 * image, the test that asks is skipped, unless {@code -Dsealstream.docker.required=true} says that
 * it must run, as CI does. Then a missing image is pulled.
 *
 * <p>It is the command docker that asks, and not Testcontainers, which pulls an image of its own
 * first, for minutes where there is no registry.
 */
final class DockerImages {
  private static final int ANSWERS_SECONDS = 30;
  private static final int PULLS_SECONDS = 600;

  private DockerImages() {}

  /**
   * The image that docker-compose.yaml takes where no variable names another.
   *
   * @param server as the variable has it: kafka for {@code KAFKA_IMAGE}
   */
  static DockerImageName official(String server) throws IOException {
    String variable = server.toUpperCase(Locale.ROOT) + "_IMAGE";
    Matcher image =
        Pattern.compile("\\$\\{" + variable + ":-([^}]+)}")
            .matcher(Files.readString(Backends.PROJECT.resolve("docker-compose.yaml")));
    assertThat(image.find()).as("docker-compose.yaml has %s", variable).isTrue();
    return DockerImageName.parse(image.group(1));
  }

  /**
   * An image that the engine has now.
   *
   * @param server {@code -Dsealstream.SERVER.image} names another image than the official one, such
   *     as one that docker/stand-ins/build has made
   */
  static DockerImageName of(String server) throws IOException, InterruptedException {
    DockerImageName official = official(server);
    String name =
        System.getProperty("sealstream." + server + ".image", official.asCanonicalNameString());
    if (!docker(ANSWERS_SECONDS, "version")) {
      skip("no Docker engine answers");
    }
    if (!docker(ANSWERS_SECONDS, "image", "inspect", name)
        && !(required() && docker(PULLS_SECONDS, "pull", name))) {
      skip("the Docker engine does not have the image " + name);
    }
    return DockerImageName.parse(name).asCompatibleSubstituteFor(official);
  }

  private static boolean required() {
    return Boolean.getBoolean("sealstream.docker.required");
  }

  private static void skip(String reason) {
    assertThat(required()).as("containers are required, and %s", reason).isFalse();
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
