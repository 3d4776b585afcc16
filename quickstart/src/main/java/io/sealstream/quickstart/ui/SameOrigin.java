package io.sealstream.quickstart.ui;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what comes from the page itself, and refuses what another site makes the user's browser
 * ask: the loopback interface keeps other machines out, not other tabs.
 *
 * <ul>
 *   <li>The host must be ours by name. A site whose name was made to point at 127.0.0.1 (DNS
 *       rebinding) is of one origin with its own page for the browser, but it sends its own name.
 *   <li>Whatever is no GET or HEAD must have our origin, which browsers send and no script can set.
 *   <li>Where the browser says who asks (Sec-Fetch-Site), it must be the page. A user may read what
 *       is at an address that was typed, and follow a link to the page itself.
 * </ul>
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@PreMatching
public final class SameOrigin implements ContainerRequestFilter {
  private static final int HTTP_PORT = 80;

  /** What another site may link to. Not what it may not: a path can be written in many ways. */
  private static final Set<String> PAGE = Set.of("", "index.html");

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final Set<String> hosts;
  private final Set<String> origins;

  SameOrigin(int port) {
    Set<String> names = Set.of("127.0.0.1", "localhost");
    // Browsers leave out the port that they would take by themselves.
    Stream<String> portless = port == HTTP_PORT ? names.stream() : Stream.empty();
    this.hosts =
        Stream.concat(names.stream().map(name -> name + ":" + port), portless)
            .collect(Collectors.toUnmodifiableSet());
    this.origins =
        hosts.stream().map(host -> "http://" + host).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String refusal =
        refusal(
            request.getMethod(),
            request.getHeaderString(HttpHeaders.HOST),
            request.getHeaderString("Origin"),
            request.getHeaderString("Sec-Fetch-Site"),
            PAGE.contains(request.getUriInfo().getPath()));
    if (refusal != null) {
      request.abortWith(Failures.answer(403, refusal));
    }
  }

  /** Why a request is refused; null if it is not. */
  @Nullable String refusal(
      String method,
      @Nullable String host,
      @Nullable String origin,
      @Nullable String site,
      boolean page) {
    if (host == null || !hosts.contains(host)) {
      return "This page is of 127.0.0.1 and answers to no other name.";
    }
    boolean reads = READING.contains(method);
    if (!reads && (origin == null || !origins.contains(origin))) {
      return "Only the page itself may ask for this.";
    }
    if (site != null && !site.equals("same-origin") && !(reads && (site.equals("none") || page))) {
      return "Another site may not ask for this.";
    }
    return null;
  }
}
