package io.sealstream.benchmarks.servers;

import io.sealstream.quickstart.Folders;
import io.sealstream.quickstart.PiiCommand;
import io.sealstream.quickstart.PluginArchives;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder of its own for a worker, with what the worker needs: the plugins' archives as they are
 * released, unpacked, and a new keyset.
 */
public final class WorkerFolder implements AutoCloseable {

  private final Checkout checkout;
  private final Folders folder;
  private final Path plugins;
  private final Path keyset;

  private WorkerFolder(Checkout checkout, Folders folder, Path plugins, Path keyset) {
    this.checkout = checkout;
    this.folder = folder;
    this.plugins = plugins;
    this.keyset = keyset;
  }

  /**
   * Makes it.
   *
   * @param parent where
   * @param pluginPath unpacked plugins to use, or null for the project's own archives
   */
  public static WorkerFolder create(Checkout checkout, Path parent, @Nullable Path pluginPath)
      throws IOException {
    Folders folder = Folders.createIn(parent);
    try {
      Path keyset = folder.root().resolve("pii-keyset.json");
      PiiCommand.unpack(checkout.commandArchives(), folder.folder("commands")).createKeyset(keyset);
      Path plugins = pluginPath == null ? unpack(checkout, folder) : pluginPath;
      return new WorkerFolder(checkout, folder, plugins, keyset);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static Path unpack(Checkout checkout, Folders folder) {
    Path plugins = folder.folder("plugins");
    PluginArchives.unpackAll(checkout.pluginArchives(), plugins);
    return plugins;
  }

  /** Where it is. */
  public Path root() {
    return folder.root();
  }

  /**
   * A worker in this folder.
   *
   * @param queue to be read
   * @param more what else {@code ${env:NAME}} means, beside the queues, Kafka and the keyset
   * @param jvmOptions of the worker
   */
  public ConnectWorker.Settings worker(
      String bootstrap, RemoteQueue queue, Map<String, String> more, List<String> jvmOptions) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("SQS_ENDPOINT_URL", queue.rig().endpoint());
    environment.put("SQS_QUEUE_URL", queue.url());
    environment.put("SQS_DEAD_LETTER_QUEUE_URL", queue.rig().deadLetterQueueUrl());
    environment.put("PII_KEYSET_FILE", keyset.toString());
    return new ConnectWorker.Settings(
        checkout.workerLib(),
        checkout.config("worker.properties"),
        plugins,
        jvmOptions,
        Map.copyOf(environment),
        false,
        folder.root());
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
