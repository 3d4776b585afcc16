package io.sealstream.quickstart.ui;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;

/**
 * Refuses a body that is larger than any that belongs here, or that does not say how large it is.
 */
@PreMatching
public final class SmallRequests implements ContainerRequestFilter {
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
  private static final int BYTES_MAX = 64 * 1024;

  /** Has no state. */
  public SmallRequests() {}

  @Override
  public void filter(ContainerRequestContext request) {
    if (WITHOUT_BODY.contains(request.getMethod())) {
      return;
    }
    if (request.getHeaderString(HttpHeaders.CONTENT_LENGTH) == null) {
      request.abortWith(Failures.answer(411, "A request must say how long it is."));
    } else if (request.getLength() < 0 // more than an int holds
        || request.getLength() > BYTES_MAX) {
      request.abortWith(Failures.answer(413, "A request may have %,d bytes.".formatted(BYTES_MAX)));
    }
  }
}
