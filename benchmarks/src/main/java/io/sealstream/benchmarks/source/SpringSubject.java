package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.BenchmarkServers;
import io.sealstream.benchmarks.servers.ChildProcess;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.RemoteQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same work by Spring Cloud AWS and spring-kafka, in a process of its own. */
final class SpringSubject implements Subject {

  private final ChildProcess process;

  private SpringSubject(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param jar of the module benchmarks-spring
   * @param options of its command line, beside where the servers are
   */
  static SpringSubject start(
      Path jar, RemoteQueue queue, BenchmarkServers servers, List<String> options)
      throws IOException {
    if (!Files.exists(jar)) {
      throw new BenchmarkException(
          "There is no %s. Build it: mvn -q package -DskipTests -pl benchmarks-spring -am"
              .formatted(jar));
    }
    List<String> arguments = new ArrayList<>(ConnectWorker.JVM_OPTIONS);
    arguments.add("-jar");
    arguments.add(jar.toString());
    arguments.add("--endpoint=" + queue.rig().endpoint());
    arguments.add("--queue-url=" + queue.url());
    arguments.add("--bootstrap=" + servers.bootstrap());
    arguments.add("--topic=" + BenchmarkServers.TOPIC);
    arguments.addAll(options);
    return new SpringSubject(
        ChildProcess.java("Spring peer", arguments, Map.of(), servers.log(queue.name())));
  }

  @Override
  public String name() {
    return "Spring Cloud AWS";
  }

  @Override
  public ProcessHandle handle() {
    return process.handle();
  }

  @Override
  public void requireRunning() {
    process.requireAlive();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
