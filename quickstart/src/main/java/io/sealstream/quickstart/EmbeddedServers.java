package io.sealstream.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Servers of this process, on free ports, with the unpacked plugins and a new keyset. */
final class EmbeddedServers {
  private EmbeddedServers() {}

  /**
   * Starts all of them, side by side where one does not need the other.
   *
   * @param configs the folder connect-configs
   * @param pluginArchives the folders of plugin archives
   * @param commandArchives the folder with the archive of the command pii
   * @param workerOverrides properties of the worker that win over those of its file
   * @throws QuickstartException if one of them does not start
   */
  static Servers start(
      Path configs,
      List<Path> pluginArchives,
      Path commandArchives,
      Map<String, String> workerOverrides,
      Folders folders,
      Resources resources,
      Terminal terminal) {
    Start start = new Start(resources, terminal);
    try {
      Path plugins = folders.folder("plugins");
      Path keyset = folders.folder("keys").resolve("pii-keyset.json");
      SinkFiles sinkFiles = SinkFiles.in(folders.folder("sinks"));
      var postgres =
          start.async(
              () -> {
                EmbeddedPostgres server =
                    resources.open(() -> EmbeddedPostgres.start(folders.folder("postgres")));
                server.migrate(configs.resolve("sql"));
                return server;
              },
              "PostgreSQL, table user_logins",
              EmbeddedPostgres::url);
      var kafka =
          start.async(
              () -> resources.open(() -> EmbeddedKafka.start(folders.folder("kafka"))),
              "Kafka, KRaft",
              EmbeddedKafka::bootstrapServers);
      var sqs =
          start.async(
              () -> resources.open(() -> EmbeddedSqs.start()),
              "SQS, login-queue and its DLQ",
              EmbeddedSqs::endpoint);
      var unpacked =
          start.async(
              () -> {
                pluginArchives.forEach(archives -> PluginArchives.unpackAll(archives, plugins));
                return plugins;
              },
              "Plugins, unpacked",
              PluginArchives::count);
      var pii =
          start.async(
              () -> {
                PiiCommand command = PiiCommand.unpack(commandArchives, folders.folder("commands"));
                command.createKeyset(keyset);
                return command;
              },
              "Keyset, new",
              command -> String.valueOf(keyset.getFileName()));
      var connect =
          start.after(
              CompletableFuture.allOf(postgres, kafka, sqs, unpacked),
              () -> {
                Map<String, String> properties =
                    EmbeddedConnect.properties(
                        configs.resolve("worker.properties"),
                        kafka.join().bootstrapServers(),
                        plugins,
                        WorkerEnvironment.of(
                            kafka.join(), sqs.join(), postgres.join(), keyset, sinkFiles),
                        workerOverrides);
                return resources.open(() -> EmbeddedConnect.start(properties));
              },
              "Kafka Connect, distributed",
              EmbeddedConnect::url);
      return new Servers(
          new Report.Endpoints(
              kafka.join().bootstrapServers(),
              connect.join().url(),
              sqs.join().endpoint(),
              sqs.join().queueUrl(),
              sqs.join().deadLetterQueueUrl(),
              postgres.join().urlWithCredentials()),
          sqs.join().client(),
          postgres.join().dataSource(),
          pii.join(),
          keyset,
          sinkFiles);
    } catch (CompletionException e) {
      throw QuickstartException.of("A server did not start", e);
    } finally {
      start.end();
    }
  }

  /** Starts things in threads of its own, and shows each when it is up. */
  private static final class Start {
    private final ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "server-start");
              thread.setDaemon(true);
              return thread;
            });
    private final Resources resources;
    private final Terminal terminal;

    Start(Resources resources, Terminal terminal) {
      this.resources = resources;
      this.terminal = terminal;
    }

    <T> CompletableFuture<T> async(Callable<T> starter, String what, Function<T, String> where) {
      return after(CompletableFuture.completedFuture(null), starter, what, where);
    }

    <T> CompletableFuture<T> after(
        CompletableFuture<?> before, Callable<T> starter, String what, Function<T, String> where) {
      return before.thenApplyAsync(nothing -> timed(starter, what, where), threads);
    }

    void end() {
      threads.shutdown();
    }

    private <T> T timed(Callable<T> starter, String what, Function<T, String> where) {
      long begin = System.nanoTime();
      try {
        T started = starter.call();
        if (!resources.isClosing()) {
          terminal.ready(what, where.apply(started), Duration.ofNanos(System.nanoTime() - begin));
        }
        return started;
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    }
  }
}
