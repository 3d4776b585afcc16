package io.sealstream.benchmarks.servers;

import io.sealstream.quickstart.EmbeddedKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A Kafka broker in a process of its own, until its standard input ends. */
@Command(
    name = "broker",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "A Kafka node, until standard input ends. It prints its bootstrap servers.")
public final class BrokerCommand implements Callable<Integer> {

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Option(names = "--data", paramLabel = "DIR", required = true, description = "An empty folder.")
  private Path data;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      out.println(kafka.bootstrapServers());
      out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    return 0;
  }
}
