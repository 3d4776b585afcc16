package io.sealstream.quickstart;

import java.net.http.HttpClient;
import java.time.Duration;

/** The HTTP clients of a run; its servers are on this machine, or near it. */
final class LoopbackHttp {
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);

  private LoopbackHttp() {}

  /** A client of HTTP/1.1: no server here speaks anything newer. Thread-safe. */
  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECTS_WITHIN)
        .build();
  }
}
