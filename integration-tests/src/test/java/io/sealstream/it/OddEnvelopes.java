package io.sealstream.it;

import io.sealstream.it.OddMessage.DeadLetter;
import io.sealstream.it.OddMessage.Outcome;
import io.sealstream.it.OddMessage.SinkDeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** SNS notifications with something wrong, for the source with another envelope than none. */
final class OddEnvelopes {

  private static final String NONE = "expected an SNS notification, and this is none: ";
  private static final String NOTHING = "field user_id: expected STRING, found nothing";
  private static final String NOT_JSON = "the body is not valid JSON";

  private final boolean required;
  private final List<OddMessage> messages = new ArrayList<>();

  private OddEnvelopes(boolean required) {
    this.required = required;
  }

  /**
   * The messages.
   *
   * @param required whether the envelope is {@code sns}; else it is {@code auto}, with which a body
   *     that is no notification is mapped as it is
   */
  static List<OddMessage> of(boolean required) {
    OddEnvelopes envelopes = new OddEnvelopes(required);
    envelopes.whole();
    envelopes.cutShort();
    envelopes.incomplete();
    envelopes.other();
    return List.copyOf(envelopes.messages);
  }

  private OddMessages.Login login() {
    return new OddMessages.Login(10_000 + messages.size());
  }

  private static String envelope(String message) {
    return "{\"Type\":\"Notification\",\"MessageId\":\"sns-1\","
        + "\"TopicArn\":\"arn:aws:sns:eu-central-1:1:logins\","
        + "\"Message\":"
        + message
        + ",\"Timestamp\":\"2026-01-01T00:00:00.000Z\"}";
  }

  private static String text(String message) {
    return "\"" + message.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private void add(String name, String body, Outcome outcome) {
    messages.add(new OddMessage(name, body, outcome));
  }

  /** What is no notification: poison that says so, or else mapped as it is. */
  private void none(String name, String body, String why, String asItIs) {
    add(name, body, new DeadLetter(required ? NONE + why : asItIs));
  }

  private void dead(String name, String body, String reason) {
    add(name, body, new DeadLetter(reason));
  }

  private void whole() {
    OddMessages.Login login = login();
    add("a login in a notification", envelope(text(login.body())), login.row());
    OddMessages.Login plain = login();
    add(
        "a login without a notification",
        plain.body(),
        required ? new DeadLetter(NONE + "field Type: expected text, found nothing") : plain.row());
    add(
        "U+0000 in a notification",
        envelope(text(login().with("user_id", "\\u0000").body())),
        new SinkDeadLetter("Field 'user_id': its text holds U+0000"));
    dead(
        "an unpaired surrogate in a notification",
        envelope("\"\\ud800\""),
        "SNS notification: field Message: expected text, found an unpaired surrogate");
    dead("no login in a notification", envelope("\"{}\""), NOTHING);
    dead("nothing in a notification", envelope("\"\""), "the body is empty");
    dead("text in a notification", envelope("\"of-odd-message\""), NOT_JSON);
    dead(
        "a notification in a notification",
        envelope(text(envelope(text(login().body())))),
        NOTHING);
    String cut = login().body();
    dead("half a login", envelope(text(cut.substring(0, cut.length() / 2))), NOT_JSON);
  }

  private void cutShort() {
    String body = envelope(text(login().body()));
    for (int length = 1; length < body.length(); length += 17) {
      none("cut after " + length, body.substring(0, length), NOT_JSON, NOT_JSON);
    }
  }

  private void incomplete() {
    for (String field : List.of("Type", "MessageId", "TopicArn", "Message")) {
      without(field, body -> body.replace("\"" + field + "\":", "\"Not" + field + "\":"));
    }
    none(
        "a Message that is an object",
        envelope(login().body()),
        "field Message: expected text, found object",
        NOTHING);
    none(
        "a Message that is null",
        envelope("null"),
        "field Message: expected text, found null",
        NOTHING);
  }

  private void without(String field, UnaryOperator<String> change) {
    none(
        "no " + field,
        change.apply(envelope(text(login().body()))),
        "field " + field + ": expected text, found nothing",
        NOTHING);
  }

  private void other() {
    String confirmation =
        envelope(text("confirm")).replace("\"Notification\"", "\"SubscriptionConfirmation\"");
    none("a confirmation", confirmation, "its type is SubscriptionConfirmation", NOTHING);
    none(
        "another type",
        envelope(text("x")).replace("\"Notification\"", "\"Notice\""),
        "field Type: expected Notification, found other text",
        NOTHING);
    dead(
        "attributes that are none",
        envelope(text(login().body())).replace("\"Timestamp\"", "\"MessageAttributes\""),
        "SNS notification: field MessageAttributes: expected an object, found string");
    none(
        "an array of notifications",
        "[" + envelope("\"x\"") + "]",
        "body: expected an object",
        "found array");
    none("a duplicate name", envelope("\"x\",\"Message\":\"y\""), NOT_JSON, NOT_JSON);
    none("a byte order mark", "\ufeff" + envelope("\"x\""), NOT_JSON, NOT_JSON);
  }
}
