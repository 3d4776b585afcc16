package io.sealstream.benchmarks.latency;

import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.Pause;
import io.sealstream.quickstart.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code bin/quickstart --keep-running} in a process of its own. */
final class QuickstartProcess implements LoginPipeline {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Folders folder;
  private final Process process;
  private boolean closed;

  private QuickstartProcess(Folders folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts it; {@link #endpoints()} waits for it. It ends with this process too, however that ends
   * but by a kill.
   *
   * @param root the checkout
   */
  static QuickstartProcess start(Path root) throws IOException {
    Folders folder = Folders.createIn(Path.of(System.getProperty("java.io.tmpdir")));
    Process process =
        new ProcessBuilder(
                root.resolve("bin/quickstart").toString(),
                "--keep-running",
                "--report",
                report(folder).toString())
            .redirectErrorStream(true)
            .redirectOutput(output(folder).toFile())
            .start();
    QuickstartProcess quickstart = new QuickstartProcess(folder, process);
    Runtime.getRuntime().addShutdownHook(new Thread(quickstart::end, "quickstart-end"));
    return quickstart;
  }

  private static Path report(Folders folder) {
    return folder.root().resolve("quickstart.json");
  }

  private static Path output(Folders folder) {
    return folder.root().resolve("quickstart.txt");
  }

  /** Where its servers are; waits until its pipeline has carried the sample. */
  @Override
  public Endpoints endpoints() throws IOException {
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!Files.exists(report(folder))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new BenchmarkException(
            "The quickstart did not run: " + Files.readString(output(folder)));
      }
      Pause.of(LOOK_EVERY);
    }
    return Endpoints.read(report(folder));
  }

  private void end() {
    try {
      close();
    } catch (IOException e) {
      System.err.println(folder.root() + " could not be removed: " + e.getMessage());
    }
  }

  /** Ends it as Ctrl-C does, and waits: it removes what it wrote. Again: nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    process.destroy();
    try {
      if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    folder.close();
  }
}
