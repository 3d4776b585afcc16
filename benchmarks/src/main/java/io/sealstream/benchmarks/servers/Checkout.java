package io.sealstream.benchmarks.servers;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where what the project builds is: a benchmark runs the archives and files that are shipped.
 *
 * @param root the folder of the project
 */
public record Checkout(Path root) {

  /**
   * The checkout that this class was built in.
   *
   * @throws BenchmarkException when it is not built
   */
  public static Checkout find() {
    try {
      Path built =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // benchmarks/target/classes, or the jar beside it
      Checkout checkout = new Checkout(built.resolve("../../..").normalize());
      if (!Files.isDirectory(checkout.workerLib())) {
        throw new BenchmarkException(
            "There is no quickstart/target/dist in %s. Build it: mvn -q package -DskipTests"
                .formatted(checkout.root));
      }
      return checkout;
    } catch (URISyntaxException e) {
      throw new BenchmarkException("The folder of the project is not known.", e);
    }
  }

  /** The class path of a worker. */
  Path workerLib() {
    return root.resolve("quickstart/target/dist/lib");
  }

  /** The folder of plugin archives, as they are released. */
  Path pluginArchives() {
    return root.resolve("quickstart/target/dist/plugins");
  }

  /** The folder with the archive of the command pii. */
  Path commandArchives() {
    return root.resolve("quickstart/target/dist/commands");
  }

  /** The jar of the Spring peer; it may not be built. */
  public Path springPeer() {
    String version = Checkout.class.getPackage().getImplementationVersion();
    return root.resolve("benchmarks-spring/target/benchmarks-spring-" + version + ".jar");
  }

  /** A file of connect-configs/. */
  public Path config(String name) {
    return root.resolve("connect-configs").resolve(name);
  }
}
