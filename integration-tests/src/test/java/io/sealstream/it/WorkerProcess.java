package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import io.sealstream.quickstart.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A distributed worker in a process of its own, with connect-configs/worker.properties and real
 * environment variables, as production runs it. It can be killed.
 */
final class WorkerProcess implements AutoCloseable {

  /**
   * For the tests' patience only: a member of a group that was killed is missed after three
   * seconds, not after 10 (a worker) or 45 (a sink's consumer).
   */
  static final String SHORT_SESSIONS =
      """
      session.timeout.ms=3000
      heartbeat.interval.ms=500
      consumer.session.timeout.ms=3000
      consumer.heartbeat.interval.ms=500
      """;

  /**
   * For tests that kill nobody: long enough for a pause of a busy machine, and short enough that
   * the tasks of a worker whose stop hung move in time.
   */
  static final String CALM_SESSIONS =
      """
      consumer.session.timeout.ms=10000
      consumer.heartbeat.interval.ms=1000
      """;

  /** Connect gives its tasks five seconds, and takes some for itself. */
  private static final Duration USUALLY_STOPS_WITHIN = Duration.ofSeconds(15);

  /** On a machine that is very busy. */
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

  /** What Jetty logs of a server that another hook is stopping. */
  static final String UNABLE_TO_DESTROY = "Unable to destroy";

  private final Process process;
  final Rest rest;
  private final int port;
  private final Path log;

  private WorkerProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.rest = new Rest("http://localhost:" + port);
  }

  /** A short life of its own. */
  static WorkerProcess start(WorkerHome home, Path log) throws IOException {
    return start(home, log, SHORT_SESSIONS);
  }

  /**
   * One of several on one machine.
   *
   * @param moreProperties lines for its properties file
   */
  static WorkerProcess start(WorkerHome home, Path log, String moreProperties) throws IOException {
    return start(home, WorkerRuntime.QUICK_START, moreProperties, log);
  }

  /** As production runs it: 512 MB of heap, and all compilers. */
  static WorkerProcess startWarm(WorkerHome home, Path log) throws IOException {
    return start(home, List.of("-Xmx512m"), "", log);
  }

  private static WorkerProcess start(
      WorkerHome home, List<String> jvmOptions, String moreProperties, Path log)
      throws IOException {
    return start(WorkerRuntime.own(log, jvmOptions), home, home.environment(), log, moreProperties);
  }

  /** One of several that start at the same time: it is ready after {@link #awaitReady}. */
  static WorkerProcess launch(WorkerHome home, Path log, String moreProperties, int port)
      throws IOException {
    WorkerRuntime runtime = WorkerRuntime.own(log, WorkerRuntime.QUICK_START);
    return launch(runtime, home, home.environment(), log, moreProperties, port);
  }

  /**
   * A worker of {@code runtime}.
   *
   * @param variables of its environment
   * @param moreProperties lines for its properties file
   */
  static WorkerProcess start(
      WorkerRuntime runtime,
      WorkerHome home,
      Map<String, String> variables,
      Path log,
      String moreProperties)
      throws IOException {
    int port = FreePorts.find(1).get(0);
    WorkerProcess worker = launch(runtime, home, variables, log, moreProperties, port);
    try {
      worker.awaitReady();
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
    return worker;
  }

  private static WorkerProcess launch(
      WorkerRuntime runtime,
      WorkerHome home,
      Map<String, String> variables,
      Path log,
      String moreProperties,
      int port)
      throws IOException {
    Path properties = home.folder().resolve("worker-" + port + ".properties");
    String shipped = Files.readString(Backends.CONFIGS.resolve("worker.properties"));
    // What an operator edits: where the plugins are, and where this worker listens.
    Files.writeString(
        properties,
        shipped
                .replaceFirst("(?m)^plugin\\.path=.*$", "plugin.path=" + home.pluginPath())
                .replaceFirst("(?m)^listeners=.*$", "listeners=HTTP://localhost:" + port)
            + "scheduled.rebalance.max.delay.ms=0\n"
            + moreProperties);
    Path temporary = Files.createDirectories(home.folder().resolve("tmp-" + port));
    ProcessBuilder builder = new ProcessBuilder(runtime.command(properties, temporary));
    Map<String, String> environment = builder.environment();
    environment.putAll(variables);
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new WorkerProcess(process, port, log);
  }

  /** Waits until it answers. */
  void awaitReady() {
    await("the worker's REST API")
        .atMost(Duration.ofSeconds(180))
        .ignoreExceptions()
        .until(() -> !process.isAlive() || rest.get("/connectors").status() == 200);
    if (!process.isAlive()) {
      throw new IllegalStateException("The worker ended; its log is " + log);
    }
  }

  /** The CPU time that it has used so far, of all its threads. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** SIGKILL: nothing is flushed, nothing is given back. */
  void kill() {
    process.destroyForcibly().onExit().join();
    // Where WorkerJmx attached to it; a JVM that is not killed takes it away itself.
    new File("/tmp/.java_pid" + process.pid()).delete();
  }

  /**
   * SIGTERM: it stops its tasks and ends by itself, with exit code 143. Connect and its Jetty each
   * have a shutdown hook that stops the REST server, and where the two meet Connect's may wait for
   * ever. Such a worker is killed, as an orchestrator does when its patience is over.
   *
   * @return its exit code
   * @throws IOException if it does not end, and nothing tells that this is why
   */
  int stop() throws IOException, InterruptedException {
    process.destroy();
    if (!endsWithin(USUALLY_STOPS_WITHIN)
        && !isStuck()
        && !endsWithin(STOPS_WITHIN.minus(USUALLY_STOPS_WITHIN))
        && !isStuck()) {
      throw new IOException("The worker still runs, " + STOPS_WITHIN + " after SIGTERM");
    }
    kill(); // where it has not ended
    return process.exitValue();
  }

  private boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isStuck() throws IOException {
    return Files.readString(log).contains(UNABLE_TO_DESTROY);
  }

  /** The id of its process. */
  long pid() {
    return process.pid();
  }

  /** What Connect calls it in the status of a task. */
  String id() {
    return "localhost:" + port;
  }

  /** SIGSTOP: it does nothing any more, and does not know. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it was. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Waits for its end as well: what it has open is about to be deleted. */
  @Override
  public void close() {
    kill();
  }
}
