package io.sealstream.it;

import io.sealstream.it.OddMessage.DeadLetter;
import io.sealstream.it.OddMessage.Outcome;
import io.sealstream.it.OddMessage.Refused;
import io.sealstream.it.OddMessage.Row;
import io.sealstream.it.OddMessage.SinkDeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bodies as a broken or a malicious producer might send them, the same in every run: for the
 * shipped source with the envelope {@code none}.
 */
final class OddMessages {

  /** Is in every value that is personal, and in nothing else. */
  static final String MARKER = "of-odd-message";

  /** What SQS carries at most, in bytes. */
  static final int MAX_BYTES = 1_048_576;

  private static final String NOT_JSON = "the body is not valid JSON";
  private static final String NOT_PRODUCED = "the record was not produced";
  private static final List<String> REQUIRED = List.of("user_id", "ip", "device_id");
  private static final List<String> OPTIONAL = List.of("device_type", "locale", "app_version");
  private static final List<String> FIELDS =
      List.of("user_id", "ip", "device_id", "device_type", "locale", "app_version");

  private final List<OddMessage> messages = new ArrayList<>();

  private OddMessages() {}

  static List<OddMessage> all() {
    OddMessages all = new OddMessages();
    all.wrongTypes();
    all.nullAndMissing();
    all.numbers();
    all.nesting();
    all.controlCharacters();
    all.surrogates();
    all.otherCharacters();
    all.duplicateKeys();
    all.notJson();
    all.cutShort();
    all.otherKinds();
    all.harmlessOddities();
    all.lengths();
    all.largest();
    return List.copyOf(all.messages);
  }

  /** A login with a name of its own in each personal value. */
  static final class Login {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> json = new LinkedHashMap<>();
    private String more = "";

    Login(int number) {
      with("user_id", "user-" + MARKER + "-" + number);
      with("ip", "ip-" + MARKER + "-" + number);
      with("device_id", "device-" + MARKER + "-" + number);
      with("device_type", "ios");
      with("locale", "EN");
      with("app_version", "2.00");
    }

    /** A text, as it is between quotation marks. */
    Login with(String field, String text) {
      return with(field, "\"" + text + "\"", text);
    }

    /**
     * A value in JSON.
     *
     * @param text what it means; null for nothing
     */
    Login with(String field, String value, String text) {
      json.put(field, value);
      values.put(field, text);
      return this;
    }

    Login without(String field) {
      json.remove(field);
      values.put(field, null);
      return this;
    }

    /** Something behind the fields, before the last brace. */
    Login and(String members) {
      more = members;
      return this;
    }

    String body() {
      List<String> members = new ArrayList<>();
      json.forEach((field, value) -> members.add("\"" + field + "\":" + value));
      return "{" + String.join(",", members) + more + "}";
    }

    Row row() {
      return new Row(
          values.get("user_id"),
          values.get("ip"),
          values.get("device_id"),
          values.get("device_type"),
          values.get("locale"),
          values.get("app_version"));
    }
  }

  private Login login() {
    return new Login(messages.size());
  }

  private void add(String name, String body, Outcome outcome) {
    messages.add(new OddMessage(name, body, outcome));
  }

  private void row(String name, Login login) {
    add(name, login.body(), login.row());
  }

  private void dead(String name, String body, String reason) {
    add(name, body, new DeadLetter(reason));
  }

  private void wrongTypes() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("7", "number");
    values.put("-0", "number");
    values.put("12345678901234567890123456789", "number");
    values.put("1.5", "a number with a fraction");
    values.put("1e400", "a number with a fraction");
    values.put("true", "boolean");
    values.put("false", "boolean");
    values.put("[]", "array");
    values.put("[\"x\"]", "array");
    values.put("{}", "object");
    values.put("{\"user_id\":\"x\"}", "object");
    for (String field : FIELDS) {
      values.forEach(
          (value, type) ->
              dead(
                  field + " is " + value,
                  login().with(field, value, null).body(),
                  "field " + field + ": expected STRING, found " + type));
    }
  }

  private void nullAndMissing() {
    for (String field : REQUIRED) {
      String expected = "field " + field + ": expected STRING, found ";
      dead(field + " is null", login().with(field, "null", null).body(), expected + "null");
      dead(field + " is missing", login().without(field).body(), expected + "nothing");
      dead(
          field + " is written otherwise",
          login().without(field).and(",\"" + field.toUpperCase() + "\":\"x\"").body(),
          expected + "nothing");
    }
    for (String field : OPTIONAL) {
      row(field + " is null", login().with(field, "null", null));
      row(field + " is missing", login().without(field));
    }
    for (String field : FIELDS) {
      row(field + " is empty", login().with(field, ""));
      row(field + " is a blank", login().with(field, " "));
    }
  }

  private void numbers() {
    row("an unknown number of 1,000 digits", login().and(",\"n\":" + "9".repeat(1000)));
    dead(
        "an unknown number of 1,001 digits",
        login().and(",\"n\":" + "9".repeat(1001)).body(),
        NOT_JSON);
    dead("100,000 digits", login().and(",\"n\":" + "9".repeat(100_000)).body(), NOT_JSON);
    row("an unknown number with a large exponent", login().and(",\"n\":1e999999999"));
    row("an unknown number with a small exponent", login().and(",\"n\":1e-999999999"));
    dead(
        "an exponent that nothing can hold",
        login().and(",\"n\":1e99999999999").body(),
        "the body holds a number whose exponent is out of range");
    for (String number : List.of("01", "+1", ".5", "1.", "0x10", "NaN", "Infinity", "-", "1e")) {
      dead("the number " + number, login().and(",\"n\":" + number).body(), NOT_JSON);
    }
  }

  private void nesting() {
    row("500 arrays deep", login().and(",\"x\":" + nested("[", "]", 500)));
    row("999 arrays deep", login().and(",\"x\":" + nested("[", "]", 999)));
    row("999 objects deep", login().and(",\"x\":" + nested("{\"x\":", "}", 998, "{}")));
    for (int depth : new int[] {1_000, 10_000, 100_000}) {
      dead(
          depth + " arrays deep",
          login().and(",\"x\":" + nested("[", "]", depth)).body(),
          NOT_JSON);
      dead(
          depth + " objects deep",
          login().and(",\"x\":" + nested("{\"x\":", "}", depth, "{}")).body(),
          NOT_JSON);
    }
    dead("a login in 100,000 arrays", "[".repeat(100_000) + login().body(), NOT_JSON);
    dead(
        "a login in 500 arrays",
        nested("[", "]", 500, login().body()),
        "body: expected STRUCT io.sealstream.Login, found array");
  }

  private static String nested(String open, String close, int depth) {
    return nested(open, close, depth, "");
  }

  private static String nested(String open, String close, int depth, String inner) {
    return open.repeat(depth) + inner + close.repeat(depth);
  }

  private void controlCharacters() {
    for (String field : FIELDS) {
      String text = field + MARKER;
      Login login = login().with(field, "\"" + text + "\\u0000\"", text + "\0");
      if (field.equals("ip") || field.equals("device_id")) {
        row("U+0000 in " + field + ", which is masked", login);
      } else if (field.equals("user_id")) {
        add("U+0000 in " + field, login.body(), holdsNul(field));
      } else {
        add("U+0000 in " + field, login().with(field, "\\u0000").body(), holdsNul(field));
      }
    }
    add("U+0000 alone", login().with("user_id", "\\u0000").body(), holdsNul("user_id"));
    for (int c = 1; c < 0x20; c++) {
      String escape = "\\u%04x".formatted(c);
      row(
          "escaped U+%04X".formatted(c),
          login().with("user_id", "\"" + escape + MARKER + "\"", (char) c + MARKER));
    }
    for (char c : new char[] {'\t', '\n', '\r'}) {
      String name = "U+%04X".formatted((int) c);
      dead(name + " in a text", login().with("user_id", "a" + c + MARKER).body(), NOT_JSON);
      row(name + " between members", login().and(c + ",\"x\":" + c + "1" + c));
    }
    for (int c : new int[] {0, 1, 8, 0xb, 0xc, 0xe, 0x1f, 0xfffe, 0xffff}) {
      add(
          "U+%04X as it is".formatted(c),
          login().with("user_id", (char) c + MARKER).body(),
          new Refused());
    }
  }

  private static SinkDeadLetter holdsNul(String field) {
    return new SinkDeadLetter("Field '" + field + "': its text holds U+0000");
  }

  private void surrogates() {
    for (String field : FIELDS) {
      for (String escape : List.of("\\ud800", "\\udfff", "\\ude00\\ud83d", "x\\ud83d")) {
        dead(
            escape + " in " + field,
            login().with(field, escape).body(),
            "field " + field + ": expected text, found an unpaired surrogate");
      }
    }
    row(
        "an escaped pair",
        login().with("user_id", "\"\\ud83d\\ude00" + MARKER + "\"", "\ud83d\ude00" + MARKER));
    row("an unpaired surrogate that nobody reads", login().and(",\"x\":\"\\ud800\""));
    row("an unpaired surrogate in an unknown name", login().and(",\"\\udc00\":1"));
    add(
        "an unpaired surrogate as it is",
        login().with("user_id", "\ud800" + MARKER).body(),
        new Refused());
  }

  private void otherCharacters() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("DEL", "\u007f");
    texts.put("a C1 control", "\u0085");
    texts.put("a no-break space", "\u00a0");
    texts.put("a zero width joiner", "\ud83d\udc69\u200d\ud83d\ude80");
    texts.put("right to left", "\u202e\u05d0\u05d1");
    texts.put("line separators", "\u2028\u2029");
    texts.put("composed", "\u00eb");
    texts.put("decomposed", "e\u0308");
    texts.put("U+FEFF", "\ufeff");
    texts.put("a replacement character", "\ufffd");
    texts.put("a private character", "\ue000");
    texts.put("a noncharacter", "\ufdd0");
    texts.put("U+10FFFF", "\udbff\udfff");
    texts.put("many accents", "z" + "\u0301".repeat(40));
    texts.forEach(
        (name, text) -> {
          row(name + " in user_id", login().with("user_id", text + MARKER));
          row(name + " in ip", login().with("ip", MARKER + text));
        });
    row("escaped U+FFFF", login().with("user_id", "\"\\uffff" + MARKER + "\"", "\uffff" + MARKER));
    row(
        "every escape of JSON",
        login()
            .with(
                "user_id",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t" + MARKER + "\"",
                "\"\\/\b\f\n\r\t" + MARKER));
    dead("an escape that JSON has not", login().with("user_id", "\\x41").body(), NOT_JSON);
    dead("an escape cut short", login().with("user_id", "\\u00").body(), NOT_JSON);
  }

  private void duplicateKeys() {
    for (String field : FIELDS) {
      dead(
          field + " twice", login().and(",\"" + field + "\":\"x" + MARKER + "\"").body(), NOT_JSON);
    }
    dead(
        "one name in two spellings",
        login().and(",\"\\u0075ser_id\":\"" + MARKER + "\"").body(),
        NOT_JSON);
    dead("an unknown name twice", login().and(",\"x\":1,\"x\":1").body(), NOT_JSON);
    dead("twice below an unknown name", login().and(",\"x\":{\"a\":1,\"a\":2}").body(), NOT_JSON);
  }

  private void notJson() {
    String empty = "the body is empty where JSON is expected";
    add("nothing at all", "", new Refused());
    dead("a blank", " ", empty);
    dead("a line break", "\n", empty);
    dead("white space", " \t\r\n ", empty);
    String struct = "body: expected STRUCT io.sealstream.Login, found ";
    dead("null", "null", struct + "null");
    dead("true", "true", struct + "boolean");
    dead("7", "7", struct + "number");
    dead("1e400", "1e400", struct + "a number with a fraction");
    dead("a text", "\"" + MARKER + "\"", struct + "string");
    dead("an array", "[]", struct + "array");
    dead("a login in an array", "[" + login().body() + "]", struct + "array");
    dead("two logins in an array", "[" + login().body() + "," + login().body() + "]", struct);
    dead("an object", "{}", "field user_id: expected STRING, found nothing");
    dead("two logins", login().body() + login().body(), NOT_JSON);
    dead("two logins on lines", login().body() + "\n" + login().body(), NOT_JSON);
    dead("text behind a login", login().body() + " x", NOT_JSON);
    dead("a comma behind a login", login().body() + ",", NOT_JSON);
    dead("a byte order mark", "\ufeff" + login().body(), NOT_JSON);
    dead("a byte order mark at the end", login().body() + "\ufeff", NOT_JSON);
    dead("a byte order mark read as ISO 8859-1", "\u00ef\u00bb\u00bf" + login().body(), NOT_JSON);
    dead("a trailing comma", login().and(",").body(), NOT_JSON);
    dead("single quotes", login().body().replace('"', '\''), NOT_JSON);
    dead("names without quotes", "{user_id: \"" + MARKER + "\"}", NOT_JSON);
    dead("a comment", login().and("/* " + MARKER + " */").body(), NOT_JSON);
    dead("a line comment", login().body() + "// " + MARKER, NOT_JSON);
    dead("upper case literals", login().with("locale", "NULL", null).body(), NOT_JSON);
    dead("undefined", login().with("locale", "undefined", null).body(), NOT_JSON);
    dead("JSON in a text", "\"" + login().body().replace("\"", "\\\"") + "\"", struct + "string");
  }

  private void cutShort() {
    String body = login().body();
    for (int length = 1; length < body.length(); length += 9) {
      dead("cut after " + length + " characters", body.substring(0, length), NOT_JSON);
    }
  }

  private void otherKinds() {
    String nothing = "field user_id: expected STRING, found nothing";
    dead("an order", "{\"order\":7,\"ip\":\"" + MARKER + "\"}", nothing);
    dead("an event of S3", "{\"Records\":[{\"eventSource\":\"aws:s3\"}]}", nothing);
    dead("a CloudEvent", "{\"specversion\":\"1.0\",\"data\":" + login().body() + "}", nothing);
    dead(
        "a notification of SNS",
        "{\"Type\":\"Notification\",\"Message\":\"" + login().body().replace("\"", "\\\"") + "\"}",
        nothing);
    dead("JSON with its schema", "{\"schema\":{},\"payload\":" + login().body() + "}", nothing);
    dead("XML", "<login><ip>" + MARKER + "</ip></login>", NOT_JSON);
    dead("CSV", "user_id,ip\n1," + MARKER, NOT_JSON);
    dead("YAML", "user_id: " + MARKER, NOT_JSON);
    dead("a form", "user_id=1&ip=" + MARKER, NOT_JSON);
    dead("a stack trace", "java.lang.Exception: " + MARKER + "\n\tat a.B.c(B.java:1)", NOT_JSON);
    byte[] bytes = login().body().getBytes(StandardCharsets.UTF_8);
    dead("base64", Base64.getEncoder().encodeToString(bytes), NOT_JSON);
    dead("UTF-8 read as ISO 8859-1", "\u00c3\u00ab", NOT_JSON);
    dead(
        "a pointer of the extended client",
        "[\"software.amazon.payloadoffloading.PayloadS3Pointer\",{\"s3BucketName\":\"b\"}]",
        "found array");
  }

  private void harmlessOddities() {
    for (String text :
        List.of(
            "'; DROP TABLE user_logins; -- ",
            "${env:JDBC_PASSWORD} ",
            "${jndi:ldap://localhost/x} ",
            "%s%n%x {} \\\\d+ ",
            "<script>alert(1)</script> ",
            "../../etc/passwd ",
            "NULL ",
            "=1+1 ",
            "AQnJdbS/SebBZgXvDYE+XaCBwl5GL5bUmNAgBIqiuYpGll4= ")) {
      String value = text.replace("\\\\", "\\") + MARKER;
      row("user_id " + text.strip(), login().with("user_id", "\"" + text + MARKER + "\"", value));
      row("ip " + text.strip(), login().with("ip", "\"" + text + MARKER + "\"", value));
    }
    for (String field :
        List.of("message_id", "create_date", "masked_ip", "masked_device_id", "__proto__", "")) {
      row("a field named '" + field + "' of its own", login().and(",\"" + field + "\":\"x\""));
    }
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      many.append(",\"f").append(i).append("\":").append(i);
    }
    row("10,000 unknown fields", login().and(many.toString()));
    row("a name of 40,000 characters", login().and(",\"" + "n".repeat(40_000) + "\":1"));
    dead(
        "a name of 60,000 characters",
        login().and(",\"" + "n".repeat(60_000) + "\":1").body(),
        NOT_JSON);
  }

  private void lengths() {
    Map<String, Integer> columns = new LinkedHashMap<>();
    columns.put("user_id", 128);
    columns.put("device_type", 32);
    columns.put("locale", 32);
    columns.put("app_version", 32);
    columns.forEach(
        (field, length) -> {
          row(field + " fills its column", login().with(field, "x".repeat(length)));
          row(field + " fills its column with emoji", login().with(field, emoji(length)));
          tooLong(field + " is too long", field, "x".repeat(length + 1), length);
          tooLong(field + " is too long by one emoji", field, emoji(length + 1), length);
          tooLong(field + " is too long by a blank", field, "x".repeat(length) + " ", length);
          tooLong(field + " has 70,000 characters", field, "x".repeat(70_000), length);
        });
    for (String field : List.of("ip", "device_id")) {
      row("171 bytes of " + field + " fit masked", login().with(field, "x".repeat(171)));
      row("171 bytes in 57 characters of " + field, login().with(field, "\u20ac".repeat(57)));
      dead("172 bytes of " + field, login().with(field, "x".repeat(172)).body(), NOT_PRODUCED);
      dead("58 euros of " + field, login().with(field, "\u20ac".repeat(58)).body(), NOT_PRODUCED);
    }
  }

  private static String emoji(int count) {
    return "\ud83d\ude00".repeat(count);
  }

  private void tooLong(String name, String field, String text, int allowed) {
    int length = text.codePointCount(0, text.length());
    add(name, login().with(field, text).body(), tooLong(field, length, allowed));
  }

  private static SinkDeadLetter tooLong(String field, int length, int allowed) {
    return new SinkDeadLetter(
        "Field '%s': its text of %d characters is longer than the %d allowed"
            .formatted(field, length, allowed));
  }

  private void largest() {
    String unknown = "x".repeat(room(login().and(",\"x\":\"\"")));
    row("1 MiB with an unknown field", login().and(",\"x\":\"" + unknown + "\""));
    row("1 MiB with white space", login().and(" ".repeat(room(login()))));
    add("1 MiB and a byte", "x".repeat(MAX_BYTES + 1), new Refused());
    add("1 MiB that is no JSON", "x".repeat(MAX_BYTES), new DeadLetter(null));
    dead("nearly 1 MiB that is no JSON", "x".repeat(MAX_BYTES - 1000), NOT_JSON);
    dead("nearly 1 MiB of brackets", "[".repeat(MAX_BYTES - 1000), NOT_JSON);
    dead("nearly 1 MiB of white space", " ".repeat(MAX_BYTES - 1000), "the body is empty");
    largestUserId("1 MiB with one user_id", "x".repeat(room("user_id")));
    largestUserId("1 MiB that nothing compresses", noise(room("user_id")));
    String ip = "x".repeat(room("ip"));
    add("1 MiB with one ip", login().with("ip", ip).body(), new DeadLetter(null));
    dead("nearly 1 MiB with one ip", login().with("ip", ip.substring(1000)).body(), NOT_PRODUCED);
  }

  private void largestUserId(String name, String text) {
    add(name, login().with("user_id", text).body(), tooLong("user_id", text.length(), 128));
  }

  /** How many bytes the next login leaves of 1 MiB to one of its fields. */
  private int room(String field) {
    return room(login().with(field, ""));
  }

  /** How many bytes a login leaves of 1 MiB. */
  private static int room(Login login) {
    return MAX_BYTES - login.body().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String noise(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      // Of 64 characters that JSON does not escape: six bits in each, which no compression halves.
      text.append((char) ('?' + random.nextInt(64)));
    }
    return text.toString().replace('\\', '+').replace('\u007f', '-');
  }
}
