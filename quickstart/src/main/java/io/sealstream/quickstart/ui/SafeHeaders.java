package io.sealstream.quickstart.ui;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.Map;

/**
 * What every answer says to the browser: nothing from elsewhere, no script but the page's own, no
 * frame around it, nothing kept.
 */
public final class SafeHeaders implements ContainerResponseFilter {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  /** Has no state. */
  public SafeHeaders() {}

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    HEADERS.forEach((name, value) -> response.getHeaders().putSingle(name, value));
  }
}
