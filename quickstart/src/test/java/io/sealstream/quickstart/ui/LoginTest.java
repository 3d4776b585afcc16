package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginTest {
  @Test
  void whatWasLeftEmptyIsNotInTheMessage() {
    Login login = new Login("u", "198.18.0.1", null, "", null, "2.0");

    assertThat(login.body())
        .isEqualTo("{\"user_id\":\"u\",\"ip\":\"198.18.0.1\",\"app_version\":\"2.0\"}");
  }

  @Test
  void theQueueTakesWhateverWasTyped() {
    Login login = new Login("\u0000\u001f\uffff\ud83d\ude00\ud800", null, null, null, null, null);

    assertThat(login.body()).isPrintable().isASCII();
    assertThat(Login.of(login.body())).isEqualTo(login);
  }

  @Test
  void aGeneratedLoginWithNothingForItsLocaleIsOne() {
    assertThat(Login.of("{\"user_id\":\"u\",\"locale\":null}").locale()).isNull();
  }

  @Test
  void itsTextSaysNothingOfIt() {
    assertThat(new Login("a", "b", "c", "d", "e", "f")).hasToString("Login");
  }

  @Test
  void aTextThatNoColumnHoldsCanBeTriedButNotOneWithoutEnd() {
    assertThat(new Login("u".repeat(500), null, null, null, null, null).isTooLong()).isFalse();
    assertThat(new Login(null, null, null, null, null, "v".repeat(501)).isTooLong()).isTrue();
  }
}
