package io.sealstream.benchmarks.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.servers.BenchmarkException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pipeline of connect-configs/, from a queue to the table, on servers of its own. */
interface LoginPipeline extends AutoCloseable {

  /**
   * Where it begins and ends.
   *
   * @param sqs the endpoint
   * @param jdbc the database, with its credentials
   */
  record Endpoints(URI sqs, String queueUrl, String jdbc) {

    /** Reads the report that {@code bin/quickstart --report} writes. */
    static Endpoints read(Path report) {
      try {
        JsonNode endpoints =
            new ObjectMapper().readTree(Files.readAllBytes(report)).path("endpoints");
        if (endpoints.path("sqs").isTextual()) {
          return new Endpoints(
              URI.create(endpoints.path("sqs").asText() + "/"),
              endpoints.path("queueUrl").asText(),
              endpoints.path("jdbc").asText());
        }
      } catch (IOException e) {
        throw new BenchmarkException(report + " cannot be read.", e);
      }
      throw new BenchmarkException(report + " is no report of bin/quickstart.");
    }
  }

  /** Its endpoints; waits until its connectors run. */
  Endpoints endpoints() throws IOException;

  @Override
  void close() throws IOException;
}
