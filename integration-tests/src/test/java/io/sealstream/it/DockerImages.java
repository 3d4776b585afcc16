package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * The images of a Docker engine.
 *
 * <p>A build needs no Docker: where no engine answers, or it neither has an image nor can pull it,
 * the test that asks is skipped, unless {@code -Dsealstream.docker.required=true} says that it must
 * run, as CI does.
 */
final class DockerImages {
  private static final int PULL_MINUTES = 10;

  private DockerImages() {}

  /**
   * An image that the engine has now.
   *
   * @param server {@code -Dsealstream.SERVER.image} names another image than the official one, such
   *     as one that docker/stand-ins/build has made
   */
  static DockerImageName of(String server, String official) throws InterruptedException {
    String name = System.getProperty("sealstream." + server + ".image", official);
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return skip("no Docker engine answers");
    }
    DockerClient client = DockerClientFactory.lazyClient();
    try {
      client.inspectImageCmd(name).exec();
    } catch (NotFoundException e) {
      pull(client, name);
    }
    return DockerImageName.parse(name).asCompatibleSubstituteFor(official.split(":")[0]);
  }

  private static void pull(DockerClient client, String name) throws InterruptedException {
    try {
      boolean pulled =
          client.pullImageCmd(name).start().awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
      if (!pulled) {
        skip("the image " + name + " was not pulled within " + PULL_MINUTES + " minutes");
      }
    } catch (DockerException e) {
      skip("the Docker engine cannot pull the image " + name);
    }
  }

  private static <T> T skip(String reason) {
    assertThat(Boolean.getBoolean("sealstream.docker.required"))
        .as("containers are required, and %s", reason)
        .isFalse();
    return Assumptions.abort(reason);
  }
}
