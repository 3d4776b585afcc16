package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealstream.quickstart.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Several workers in processes of their own; and, for those who ask, what an operator does all the
 * time: a task that has failed is restarted.
 */
final class ConnectCluster implements AutoCloseable {

  private final WorkerHome home;
  private final Path logs;
  private final String properties;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private int started;
  private int restarts;

  private ConnectCluster(WorkerHome home, Path logs, String properties) {
    this.home = home;
    this.logs = logs;
    this.properties = properties;
  }

  /**
   * Starts it, all workers at the same time.
   *
   * @param properties lines for the properties file of each worker
   */
  static ConnectCluster start(WorkerHome home, Path logs, int workers, String properties)
      throws IOException {
    ConnectCluster cluster = new ConnectCluster(home, logs, properties);
    try {
      // All at once: a port that was found alone may be found again before its worker listens.
      for (int port : FreePorts.find(workers)) {
        cluster.workers.add(WorkerProcess.launch(home, cluster.nextLog(), properties, port));
      }
      cluster.workers.forEach(WorkerProcess::awaitReady);
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** One more of them, the last. */
  void add() throws IOException {
    workers.add(WorkerProcess.start(home, nextLog(), properties));
  }

  private Path nextLog() {
    started++;
    return logs.resolve("worker-" + started + ".log");
  }

  WorkerProcess worker(int index) {
    return workers.get(index);
  }

  int size() {
    return workers.size();
  }

  /** SIGTERM for one of them; returns its exit code. */
  int remove(int index) throws Exception {
    int code = workers.get(index).stop();
    workers.remove(index);
    return code;
  }

  /** SIGKILL for one of them, and another in its place, the last. */
  void replace(int index) throws Exception {
    kill(index);
    add();
  }

  /** SIGKILL for one of them. */
  void kill(int index) throws Exception {
    workers.get(index).kill();
    workers.remove(index);
  }

  /** The REST API of the worker that started first. */
  Rest rest() {
    return workers.get(0).rest;
  }

  /** Restarts the tasks that have failed. No answer, or another one, is an answer for later. */
  void restartFailed(String connector, Rest rest) {
    try {
      JsonNode status =
          rest.once("GET", "/connectors/" + connector + "/status", new byte[0]).json();
      for (JsonNode task : status.path("tasks")) {
        if (task.path("state").asText().equals("FAILED")) {
          String path = "/connectors/" + connector + "/tasks/" + task.path("id").asInt();
          if (rest.once("POST", path + "/restart", new byte[0]).status() == 204) {
            restarts++;
          }
        }
      }
    } catch (IllegalStateException e) {
      // The worker is busy with a rebalance, or its leader is gone.
    }
  }

  /** How many tasks of a connector a worker has, by what is known of it. */
  int tasksOn(WorkerProcess worker, String connector) {
    return tasks(connector, task -> task.path("worker_id").asText().equals(worker.id()));
  }

  /** How many tasks of a connector run on a worker of this cluster. */
  int running(String connector) {
    return tasks(
        connector,
        task ->
            task.path("state").asText().equals("RUNNING")
                && workers.stream()
                    .anyMatch(worker -> worker.id().equals(task.path("worker_id").asText())));
  }

  /** How many tasks a connector has, in whichever state. */
  int tasks(String connector) {
    return tasks(connector, task -> true);
  }

  private int tasks(String connector, Predicate<JsonNode> which) {
    int tasks = 0;
    for (JsonNode task : rest().get("/connectors/" + connector + "/status").json().path("tasks")) {
      tasks += which.test(task) ? 1 : 0;
    }
    return tasks;
  }

  /** How often a task was restarted. */
  int restarts() {
    return restarts;
  }

  /** Waits for something, and restarts what fails meanwhile. */
  void awaitWhileRestarting(
      String what, String connector, Duration patience, BooleanSupplier done) {
    await(what)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              restartFailed(connector, rest());
              return done.getAsBoolean();
            });
  }

  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
  }
}
