package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class TroubleTest {

  private final ManualEngine time = new ManualEngine();
  private final List<String> lines = new ArrayList<>();
  private final Trouble trouble = new Trouble(recording(), time::nanos, "Queue q cannot be read");

  @Test
  void saysTheFirstTimeAtOnceAndThenOnceAMinuteWithTheCount() {
    for (int i = 0; i < 100; i++) {
      trouble.happened("HTTP 503");
    }
    time.advance(Duration.ofMinutes(1));
    trouble.happened("HTTP 500");

    assertThat(lines)
        .containsExactly(
            "Queue q cannot be read [1, HTTP 503]", "Queue q cannot be read [100, HTTP 500]");
  }

  private Logger recording() {
    return (Logger)
        java.lang.reflect.Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              Object[] values = (Object[]) arguments[1];
              lines.add(values[0] + " [" + values[1] + ", " + values[2] + "]");
              return null;
            });
  }
}
