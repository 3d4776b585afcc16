package io.sealstream.quickstart.ui;

import jakarta.ws.rs.core.Response;

/** A request that is not carried out; the message says why, without a value of the request. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Response.Status status;

  private Refusal(Response.Status status, String sentence) {
    super(sentence);
    this.status = status;
  }

  static Refusal badRequest(String sentence) {
    return new Refusal(Response.Status.BAD_REQUEST, sentence);
  }

  static Refusal notFound() {
    return new Refusal(Response.Status.NOT_FOUND, "There is nothing at this address.");
  }

  /** The run's own count would no longer be right, and a pause would look like a failure. */
  static void unlessOver(RunState run) {
    if (!run.isOver()) {
      throw new Refusal(
          Response.Status.CONFLICT,
          "The run is still counting its messages; this works after its summary.");
    }
  }

  Response.Status status() {
    return status;
  }
}
