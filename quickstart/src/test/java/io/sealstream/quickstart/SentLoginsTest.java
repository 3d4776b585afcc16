package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentLoginsTest {
  private final SentLogins sent = new SentLogins();

  @Test
  void keepsLoginsByMessageIdAndNothingElse() {
    sent.sent(7, "m7", login("198.18.0.7"));
    sent.sent(2, "m2", login("198.18.0.2"));
    sent.sent(3, "m3", "{\"foo\": 1}");
    sent.sent(4, "m4", "no json");

    assertThat(sent.size()).isEqualTo(2);
    assertThat(sent.find("m2")).map(SentLogins.Login::index).contains(2L);
    assertThat(sent.find("m7")).map(SentLogins.Login::ip).contains("198.18.0.7");
    assertThat(sent.find("m3")).isEmpty();
  }

  @Test
  void keepsNothingPastItsBound() {
    sent.sent(SentLogins.TRACKED_MAX, "late", login("198.18.0.1"));

    assertThat(sent.find("late")).isEmpty();
  }

  @Test
  void itsTextHasNoClearValue() {
    sent.sent(0, "m0", login("198.18.0.1"));

    assertThat(sent.find("m0").toString()).doesNotContain("198.18").contains("login 0");
  }

  private static String login(String ip) {
    return "{\"ip\": \"%s\", \"device_id\": \"123-45-6789\"}".formatted(ip);
  }
}
