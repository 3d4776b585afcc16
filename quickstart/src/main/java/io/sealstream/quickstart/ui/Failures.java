package io.sealstream.quickstart.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what went wrong as one sentence in JSON. Neither the answers nor the log have a value of
 * a request: what a parser says of its input has.
 */
public final class Failures implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Map<Integer, String> SENTENCES =
      Map.of(
          404, "There is nothing at this address.",
          405, "This address does not take this method.",
          406, "This address answers in another format.",
          415, "A request must be JSON, with Content-Type: application/json.");

  /** The body of an answer that is an error. */
  record Failure(String error) {}

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof RefusedRequestException refusal) {
      return answer(refusal.status().getStatusCode(), String.valueOf(refusal.getMessage()));
    }
    if (failure instanceof PipelineException) {
      LOG.warn("The pipeline did not do what the page asked", failure);
      return answer(502, String.valueOf(failure.getMessage()));
    }
    if (failure instanceof JsonProcessingException) {
      return answer(400, "The request is not the JSON object that belongs here.");
    }
    if (failure instanceof WebApplicationException known) {
      int status = known.getResponse().getStatus();
      return answer(status, SENTENCES.getOrDefault(status, "The request was not understood."));
    }
    LOG.warn("A request of the page failed: {}", where(failure));
    return answer(500, "The request failed; the servers' log says where.");
  }

  /** What failed where, without the messages: they may have what somebody typed. */
  static String where(Throwable failure) {
    StringBuilder where = new StringBuilder();
    String before = "";
    for (Throwable at = failure; at != null; at = at.getCause()) {
      where.append(before).append(at.getClass().getName());
      for (StackTraceElement frame : at.getStackTrace()) {
        where.append("\n\tat ").append(frame);
      }
      before = "\nCaused by: ";
    }
    return where.toString();
  }

  /**
   * The answer ends its connection and says so: the body of a request that is refused may not have
   * been read, and Jetty closes the connection then without a word to a client that wants to use it
   * again.
   */
  static Response answer(int status, String sentence) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header("Connection", "close")
        .entity(new Failure(sentence))
        .build();
  }
}
