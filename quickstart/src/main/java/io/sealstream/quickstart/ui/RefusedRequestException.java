package io.sealstream.quickstart.ui;

import jakarta.ws.rs.core.Response;

/** A request that is not carried out; the message says why, without a value of the request. */
final class RefusedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Response.Status status;

  private RefusedRequestException(Response.Status status, String sentence) {
    super(sentence);
    this.status = status;
  }

  static RefusedRequestException badRequest(String sentence) {
    return new RefusedRequestException(Response.Status.BAD_REQUEST, sentence);
  }

  static RefusedRequestException notFound() {
    return new RefusedRequestException(
        Response.Status.NOT_FOUND, "There is nothing at this address.");
  }

  static RefusedRequestException conflict(String sentence) {
    return new RefusedRequestException(Response.Status.CONFLICT, sentence);
  }

  Response.Status status() {
    return status;
  }
}
