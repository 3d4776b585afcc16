package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.quickstart.ConnectRest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A connector in a worker of its own. */
final class ConnectorSubject implements Subject {

  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final ConnectWorker worker;
  private final String connector;
  private final ConnectRest rest;

  private ConnectorSubject(String name, ConnectWorker worker, String connector) {
    this.name = name;
    this.worker = worker;
    this.connector = connector;
    this.rest = worker.rest();
  }

  /**
   * Starts a worker, posts a configuration and waits until it runs.
   *
   * @param config the file that is posted, with a name and a config
   */
  static ConnectorSubject start(String name, ConnectWorker.Settings settings, Path config)
      throws IOException {
    ConnectWorker worker = ConnectWorker.start(settings);
    try {
      ConnectorSubject subject = new ConnectorSubject(name, worker, worker.rest().post(config));
      subject.rest.awaitRunning(subject.connector, RUNS_WITHIN);
      return subject;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ProcessHandle handle() {
    return worker.handle();
  }

  @Override
  public void requireRunning() {
    rest.failOnFailure(connector);
  }

  @Override
  public void close() throws IOException {
    worker.close();
  }
}
