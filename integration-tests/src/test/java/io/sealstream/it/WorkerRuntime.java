package io.sealstream.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker process is made of: a JVM, a class path, and how it logs.
 *
 * @param jvmOptions beside those for logging
 */
record WorkerRuntime(Jdk jdk, Path lib, List<String> logging, List<String> jvmOptions) {

  /** The release that {@code -Pconnect-…} names, with no other jar than that release has. */
  static final String VERSION = System.getProperty("sealstream.connect.version");

  /** For a process that lives a few seconds: the second compiler never pays off. */
  static final List<String> QUICK_START = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

  /** The JDK and the Kafka of the tests themselves. */
  static WorkerRuntime own(Path log, List<String> jvmOptions) {
    return new WorkerRuntime(
        Jdk.OWN,
        Backends.DIST.resolve("lib"),
        List.of("-Dlog4j2.configurationFile=quickstart-log4j2.xml", "-Dsealstream.log.file=" + log),
        jvmOptions);
  }

  /** The release of {@link #VERSION}. */
  static WorkerRuntime ofVersion(Jdk jdk) {
    Path resources = Backends.PROJECT.resolve("integration-tests/src/test/resources");
    String logging =
        VERSION.startsWith("3.")
            ? "-Dlog4j.configuration=" + resources.resolve("worker-log4j.properties").toUri()
            : "-Dlog4j2.configurationFile=" + resources.resolve("worker-log4j2.xml");
    Path lib = Path.of(System.getProperty("sealstream.connect.lib"));
    if (!Files.isRegularFile(lib.resolve("connect-runtime-" + VERSION + ".jar"))) {
      throw new IllegalStateException("No worker of " + VERSION + " in " + lib);
    }
    return new WorkerRuntime(jdk, lib, List.of(logging), QUICK_START);
  }

  /** Lines of the properties file of a worker that is of no other's cluster. */
  static String cluster(String name) {
    return """
        group.id=%1$s
        config.storage.topic=%1$s-configs
        offset.storage.topic=%1$s-offsets
        status.storage.topic=%1$s-status
        """
        .formatted(name);
  }

  /**
   * The command of a worker.
   *
   * @param temporary an existing folder, where a JVM that is killed leaves what it unpacked
   */
  List<String> command(Path properties, Path temporary) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(jvmOptions);
    command.addAll(logging);
    command.addAll(
        List.of(
            "-cp",
            lib + "/*",
            "org.apache.kafka.connect.cli.ConnectDistributed",
            properties.toString()));
    return command;
  }
}
