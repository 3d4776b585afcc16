package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.ChildProcess;
import io.sealstream.benchmarks.servers.RemoteQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The raw loop in a process of its own. */
final class RawSubject implements Subject {

  /** Above this no client carried more here. */
  static final int MOST_LANES = 512;

  private final ChildProcess process;
  private final String client;
  private int lanes;

  private RawSubject(ChildProcess process, String client) {
    this.process = process;
    this.client = client;
  }

  static RawSubject start(RemoteQueue queue, HttpClientKind client, Path log) throws IOException {
    return new RawSubject(
        ChildProcess.command(
            "raw loop",
            log,
            List.of("-Xmx1g"),
            List.of(
                "raw",
                "--endpoint=" + queue.rig().endpoint(),
                "--queue-url=" + queue.url(),
                "--client=" + client.name(),
                "--max=" + MOST_LANES)),
        client.toString());
  }

  /** How many receives and deletes are open at once from now on. */
  void lanes(int wanted) throws IOException {
    process.tell(Integer.toString(wanted));
    lanes = wanted;
  }

  @Override
  public String name() {
    return "raw loop, %s, %d at once".formatted(client, lanes);
  }

  @Override
  public ProcessHandle handle() {
    return process.handle();
  }

  @Override
  public void requireRunning() {
    process.requireAlive();
    try {
      lanes(lanes); // It ends when it is told so and a request has failed
    } catch (IOException e) {
      throw new BenchmarkException("The raw loop has ended.", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
