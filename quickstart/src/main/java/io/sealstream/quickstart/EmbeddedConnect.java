package io.sealstream.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;

/**
 * One distributed Connect worker in this process, with its REST API on a free port of the loopback
 * interface. It reads the same properties file as a worker in production; only what must differ
 * inside one process is overridden. Thread-safe.
 */
public final class EmbeddedConnect implements AutoCloseable {
  private final Connect<DistributedHerder> connect;

  private EmbeddedConnect(Connect<DistributedHerder> connect) {
    this.connect = connect;
  }

  /**
   * The worker's properties: those of the file, then what this process needs, then the caller's.
   *
   * @param file connect-configs/worker.properties
   * @param bootstrapServers Kafka's address
   * @param pluginPath the folder with one folder for each plugin
   * @param environment what {@code ${env:NAME}} means in configurations that are posted
   * @param overrides properties that win over all others
   */
  public static Map<String, String> properties(
      Path file,
      String bootstrapServers,
      Path pluginPath,
      Map<String, String> environment,
      Map<String, String> overrides)
      throws IOException {
    Map<String, String> properties =
        new HashMap<>(Utils.propsToStringMap(Utils.loadProps(file.toString())));
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("plugin.path", pluginPath.toString());
    properties.put("listeners", "HTTP://localhost:0");
    properties.put("config.providers.env.class", MapConfigProvider.class.getName());
    environment.forEach((key, value) -> properties.put("config.providers.env.param." + key, value));
    // One worker: nobody comes back after a rolling restart, and nobody shares the partitions.
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.partitions", "1");
    properties.putAll(overrides);
    return properties;
  }

  /**
   * Starts a worker and returns when its REST API answers.
   *
   * @param properties see {@link #properties}
   * @throws QuickstartException if the worker does not start
   */
  public static EmbeddedConnect start(Map<String, String> properties) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try {
      return new EmbeddedConnect(new ConnectDistributed().startConnect(properties));
    } catch (RuntimeException e) {
      throw QuickstartException.of("Kafka Connect did not start", e);
    } finally {
      // The worker puts the loader of its plugins there, and leaves it.
      thread.setContextClassLoader(own);
    }
  }

  /** The address of the REST API, {@code http://host:port}, without a slash at the end. */
  public String url() {
    String url = connect.rest().advertisedUrl().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Stops all connectors and the worker, and waits for it. */
  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}
