package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SameOriginTest {
  private static final String HOST = "127.0.0.1:8080";
  private static final String ORIGIN = "http://127.0.0.1:8080";

  private final SameOrigin filter = new SameOrigin(8080);

  @ParameterizedTest
  @ValueSource(strings = {HOST, "localhost:8080"})
  void thePageIsReadByItsOwnNames(String host) {
    assertThat(filter.refusal("GET", host, null, null, false)).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8080",
        "127.0.0.1",
        "127.0.0.1:8081",
        "127.0.0.1:8080.evil.example",
        "localhost:8080,evil.example",
        "[::1]:8080"
      })
  void anotherNameThatPointsHereIsRefused(String host) {
    assertThat(filter.refusal("GET", host, null, "same-origin", false))
        .isEqualTo("This page is of 127.0.0.1 and answers to no other name.");
    assertThat(filter.refusal("POST", host, ORIGIN, "same-origin", false)).isNotNull();
    assertThat(filter.refusal("GET", host, null, null, true)).isNotNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "null",
        "",
        "http://evil.example",
        "https://127.0.0.1:8080",
        "http://127.0.0.1:8081",
        "http://127.0.0.1",
        "http://127.0.0.1:8080.evil.example"
      })
  void whatChangesSomethingNeedsThePagesOrigin(String origin) {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "post"}) {
      assertThat(filter.refusal(method, HOST, origin, null, false))
          .as(method)
          .isEqualTo("Only the page itself may ask for this.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, true, true",
    "none, true, false",
    "same-site, false, false",
    "cross-site, false, false",
    "anything, false, false"
  })
  void whoAsksDecidesWhereTheBrowserSaysIt(String site, boolean reads, boolean writes) {
    assertThat(filter.refusal("GET", HOST, null, site, false) == null).isEqualTo(reads);
    assertThat(filter.refusal("POST", HOST, ORIGIN, site, false) == null).isEqualTo(writes);
    assertThat(filter.refusal("GET", HOST, null, site, true))
        .as("a link to the page is no harm")
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {ORIGIN, "http://localhost:8080"})
  void thePageItselfMayChangeSomething(String origin) {
    assertThat(filter.refusal("POST", HOST, origin, "same-origin", false)).isNull();
    assertThat(filter.refusal("POST", HOST, origin, null, false)).isNull();
  }

  @Test
  void onPort80TheNamesAreThoseWithoutAPortAsWell() {
    SameOrigin plain = new SameOrigin(80);

    for (String host : List.of("127.0.0.1", "127.0.0.1:80", "localhost", "localhost:80")) {
      assertThat(plain.refusal("POST", host, "http://" + host, "same-origin", false)).isNull();
    }
    assertThat(plain.refusal("GET", "evil.example", null, null, true)).isNotNull();
  }
}
