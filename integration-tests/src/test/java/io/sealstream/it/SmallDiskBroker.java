package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import io.sealstream.quickstart.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node in a process of its own, on a disk of a few megabytes that can be filled up: a
 * temporary file system in a mount namespace (unshare(1)), which nobody else sees and which is gone
 * with its processes. A shell inside keeps it while the broker is down. Linux only.
 */
final class SmallDiskBroker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** An order a line. The broker ends with the shell, and the shell with its standard input. */
  private static final String SHELL =
      """
      mount -t tmpfs -o size="$SIZE" tmpfs "$DATA" && cp -R "$FORMATTED/." "$DATA" || exit 1
      broker=; starts=0
      while read -r order; do
        case $order in
          start) starts=$((starts + 1)); log="$LOGS-$starts.log"
                 "$JAVA" -Xmx512m -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=quickstart-log4j2.xml \
                   -Dsealstream.log.file="$log" -cp "$LIB/*" kafka.Kafka "$PROPERTIES" >>"$log" 2>&1 </dev/null &
                 broker=$! ;;
          fill) cat /dev/zero >"$DATA/filler" 2>/dev/null ;;
          free) rm "$DATA/filler" ;;
          alive) case $(cut -d ' ' -f 3 "/proc/$broker/stat" 2>/dev/null) in
                   ''|Z) order=dead ;; # some shells have waited for it by then, some have not
                 esac ;;
        esac
        echo "$order"
      done
      kill -9 "$broker" 2>/dev/null
      wait
      """;

  private final Process shell;
  private final Writer orders;
  private final BufferedReader answers;
  private final String bootstrapServers;

  private SmallDiskBroker(Process shell, String bootstrapServers) {
    this.shell = shell;
    this.orders = shell.outputWriter();
    this.answers = shell.inputReader();
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Whether this machine lets us: unprivileged user namespaces may be switched off.
   *
   * @param folder any, to mount something over it where nobody sees it
   */
  static boolean isPossible(Path folder) throws InterruptedException {
    try {
      Process attempt =
          new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return attempt.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && attempt.exitValue() == 0;
    } catch (IOException e) {
      return false; // no unshare(1)
    }
  }

  /**
   * Formats the disk and starts the broker.
   *
   * @param folder an empty folder
   * @param megabytes how much room there is
   * @param logs each start logs to a file of its own, whose name begins so
   */
  static SmallDiskBroker start(Path folder, int megabytes, Path logs) throws Exception {
    List<Integer> ports = FreePorts.find(2);
    Path data = Files.createDirectories(folder.resolve("data"));
    Path formatted = Files.createDirectories(folder.resolve("formatted"));
    Path properties = folder.resolve("server.properties");
    Files.writeString(properties, properties(data, ports.get(0), ports.get(1)));
    format(formatted);
    ProcessBuilder builder = new ProcessBuilder("unshare", "-rm", "sh", "-c", SHELL);
    builder.environment().put("SIZE", megabytes + "m");
    builder.environment().put("DATA", data.toString());
    builder.environment().put("FORMATTED", formatted.toString());
    builder.environment().put("PROPERTIES", properties.toString());
    builder.environment().put("LOGS", logs.toString());
    builder.environment().put("LIB", Backends.DIST.resolve("lib").toString());
    builder.environment().put("JAVA", System.getProperty("java.home") + "/bin/java");
    Process shell = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    SmallDiskBroker broker = new SmallDiskBroker(shell, "localhost:" + ports.get(0));
    try {
      broker.start();
      return broker;
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static String properties(Path data, int brokerPort, int controllerPort) {
    return """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        controller.quorum.voters=1@localhost:%2$d
        log.dirs=%3$s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        log.cleaner.dedupe.buffer.size=2097152
        """
        .formatted(brokerPort, controllerPort, data);
  }

  private static void format(Path folder) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString())
        .run();
  }

  /** The address for clients, {@code host:port}; the same after a restart. */
  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Starts it, for the first time or again, and returns when it answers. */
  void start() throws IOException {
    order("start");
    await("the broker")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> new KafkaTopics(bootstrapServers).names() != null);
  }

  /** Leaves no byte on the disk, and returns when the broker has died of it. */
  void fillUp() throws IOException {
    order("fill");
    await("the end of the broker").atMost(PATIENCE).until(() -> answer("alive").equals("dead"));
  }

  /** There is room again. */
  void free() throws IOException {
    order("free");
  }

  /** Returns when the shell has done it. */
  private void order(String order) throws IOException {
    if (!order.equals(answer(order))) {
      throw new IOException("The broker's shell has ended");
    }
  }

  private String answer(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    return String.valueOf(answers.readLine());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    orders.close();
    if (!shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly().waitFor();
    }
  }
}
