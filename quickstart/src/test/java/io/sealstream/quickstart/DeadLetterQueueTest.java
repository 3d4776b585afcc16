package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterQueueTest {
  @Test
  void eachLetterIsSeenWithItsReasonAlsoWhereThereAreMoreThanOneLookGives() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      assertThat(letters.look()).isZero();

      IntStream.range(0, 35).forEach(i -> send(sqs, "m" + i, "reason " + i));

      assertThat(letters.look()).isEqualTo(35);
      assertThat(letters.letters())
          .hasSize(35)
          .contains(
              new DeadLetter("m0", "login-queue-dlq", "reason 0"),
              new DeadLetter("m34", "login-queue-dlq", "reason 34"));
      assertThat(sqs.client().depth(sqs.deadLetterQueueUrl()))
          .as("they stay where they are, for whoever receives them")
          .isEqualTo(new QueueClient.Depth(35, 0));

      send(sqs, "m35", "reason 35");
      assertThat(letters.look()).isEqualTo(36);
      assertThat(letters.letters().get(35).reason()).as("the newest").isEqualTo("reason 35");
    }
  }

  @Test
  void aMessageThatSqsItselfMovedThereHasItsOwnIdAndNoReason() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      String id = sqs.client().send(sqs.deadLetterQueueUrl(), List.of("a body")).get(0).messageId();

      letters.look();

      assertThat(letters.letters())
          .containsExactly(new DeadLetter(id, "login-queue-dlq", "no reason is given with it"));
    }
  }

  private static void send(EmbeddedSqs sqs, String messageId, String reason) {
    ObjectNode request =
        new ObjectMapper()
            .createObjectNode()
            .put("QueueUrl", sqs.deadLetterQueueUrl())
            .put("MessageBody", "a body");
    ObjectNode attributes = request.putObject("MessageAttributes");
    attribute(attributes, "sealstream.source.message.id", messageId);
    attribute(attributes, "sealstream.error", reason);
    sqs.client().call("SendMessage", request);
  }

  private static void attribute(ObjectNode attributes, String name, String text) {
    attributes.putObject(name).put("DataType", "String").put("StringValue", text);
  }
}
