package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentIdsTest {
  private final RecentIds ids = new RecentIds();

  @Test
  void theNewestIsFirstAndOneThatComesAgainIsTheNewestAgain() {
    ids.add("m1");
    ids.add("m2");
    ids.add("m3");
    ids.add("m1");

    assertThat(ids.newestFirst()).containsExactly("m1", "m3", "m2");
  }

  @Test
  void theEldestAreForgotten() {
    for (int i = 0; i < 10_001; i++) {
      ids.add("m" + i);
    }

    assertThat(ids.newestFirst()).hasSize(10_000);
    assertThat(ids.contains("m0")).isFalse();
    assertThat(ids.contains("m1")).isTrue();
  }
}
