package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.quickstart.ui.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineReaderTest {
  @Test
  void whatIsBehindTheTopicWasInItEvenIfNobodySawItThere() {
    Reading.Row row = new Reading.Row("m1", List.of());

    assertThat(PipelineReader.whereabouts(false, row, null).inTopic()).isTrue();
    assertThat(PipelineReader.whereabouts(false, null, in("user_logins_dlq")).inTopic()).isTrue();
    assertThat(PipelineReader.whereabouts(false, null, in("login-queue-dlq")).inTopic()).isFalse();
    assertThat(PipelineReader.whereabouts(false, null, null).inTopic()).isFalse();
    assertThat(PipelineReader.whereabouts(true, null, null).inTopic()).isTrue();
  }

  private static Reading.DeadLetter in(String place) {
    return new Reading.DeadLetter("m1", place, "a reason");
  }
}
