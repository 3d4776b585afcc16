package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterQueueTest {
  private final List<DeadLetter> seen = new ArrayList<>();

  @Test
  void eachLetterIsSeenWithItsReasonAlsoWhereThereAreMoreThanOneLookGives() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      assertThat(look(letters)).isZero();

      IntStream.range(0, 35).forEach(i -> send(sqs, "m" + i, "reason " + i));

      assertThat(look(letters)).isEqualTo(35);
      assertThat(seen)
          .hasSize(35)
          .contains(
              new DeadLetter("m0", "login-queue-dlq", "reason 0"),
              new DeadLetter("m34", "login-queue-dlq", "reason 34"));
      assertThat(sqs.client().depth(sqs.deadLetterQueueUrl()))
          .as("they stay where they are, for whoever receives them")
          .isEqualTo(new QueueClient.Depth(35, 0));

      send(sqs, "m35", "reason 35");
      assertThat(look(letters)).isEqualTo(36);
      assertThat(seen.get(35).reason()).as("the newest").isEqualTo("reason 35");
    }
  }

  @Test
  void aMessageThatSqsItselfMovedThereHasItsOwnIdAndNoReason() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      String id = sqs.client().send(sqs.deadLetterQueueUrl(), List.of("a body")).get(0).messageId();

      look(letters);

      assertThat(seen)
          .containsExactly(new DeadLetter(id, "login-queue-dlq", "no reason is given with it"));
    }
  }

  @Test
  void afterSomeWereTakenAwayThoseThatAreLeftAreSeenAnew() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      IntStream.range(0, 3).forEach(i -> send(sqs, "m" + i, "reason " + i));
      look(letters);
      assertThat(seen).hasSize(3);

      purge(sqs);
      send(sqs, "m3", "reason 3");

      assertThat(look(letters)).isEqualTo(1);
      assertThat(seen).extracting(DeadLetter::messageId).containsExactly("m3");
    }
  }

  @Test
  void aLetterThatSomebodyElseReceivedIsCountedAndSeenWhenItIsBack() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start()) {
      DeadLetterQueue letters = new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl());
      send(sqs, "m0", "reason 0");
      JsonNode received =
          call(sqs, "ReceiveMessage", request(sqs).put("VisibilityTimeout", 600)).path("Messages");

      assertThat(look(letters)).isEqualTo(1);
      assertThat(seen).isEmpty();
      call(
          sqs,
          "ChangeMessageVisibility",
          request(sqs)
              .put("ReceiptHandle", received.path(0).path("ReceiptHandle").asText())
              .put("VisibilityTimeout", 0));

      assertThat(look(letters)).isEqualTo(1);
      assertThat(seen).extracting(DeadLetter::messageId).containsExactly("m0");
    }
  }

  private long look(DeadLetterQueue letters) {
    return letters.look(seen::add, seen::clear);
  }

  private static JsonNode call(EmbeddedSqs sqs, String action, ObjectNode request) {
    return sqs.client().call(action, request);
  }

  private static ObjectNode request(EmbeddedSqs sqs) {
    return new ObjectMapper().createObjectNode().put("QueueUrl", sqs.deadLetterQueueUrl());
  }

  static void purge(EmbeddedSqs sqs) {
    call(sqs, "PurgeQueue", request(sqs));
  }

  static void send(EmbeddedSqs sqs, String messageId, String reason) {
    ObjectNode request = request(sqs).put("MessageBody", "a body");
    ObjectNode attributes = request.putObject("MessageAttributes");
    attribute(attributes, "sealstream.source.message.id", messageId);
    attribute(attributes, "sealstream.error", reason);
    sqs.client().call("SendMessage", request);
  }

  private static void attribute(ObjectNode attributes, String name, String text) {
    attributes.putObject(name).put("DataType", "String").put("StringValue", text);
  }
}
