package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ReceiveMessage: short or long, and what of a message it asks for. */
final class ReceiveAction {

  private static final int MAX_MESSAGES = 10;
  private static final int MAX_WAIT_SECONDS = 20;
  private static final int MAX_VISIBILITY_SECONDS = 43_200;
  private static final HexFormat HEX = HexFormat.of();

  private static final SerializableString MESSAGES = new SerializedString("Messages");
  private static final SerializableString MESSAGE_ID = new SerializedString("MessageId");
  private static final SerializableString RECEIPT_HANDLE = new SerializedString("ReceiptHandle");
  private static final SerializableString MD5_OF_BODY = new SerializedString("MD5OfBody");
  private static final SerializableString BODY = new SerializedString("Body");

  private final Queues queues;

  ReceiveAction(Queues queues) {
    this.queues = queues;
  }

  void receiveMessage(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueue());
    HostedQueue.ReceiveOrder order = order(request);
    AttributeFilter filter = new AttributeFilter(request.messageAttributeNames);
    Set<SystemAttribute> system =
        SystemAttribute.named(request.attributeNames, queue.attributes().fifo());
    Runnable abandon = queue.receive(order, deliveries -> answer(call, deliveries, filter, system));
    call.onAbandoned(abandon);
  }

  private static void answer(
      Call call, List<Delivery> deliveries, AttributeFilter filter, Set<SystemAttribute> system) {
    call.counters().carried(deliveries.size());
    if (deliveries.isEmpty()) {
      call.counters().gotNothing();
      call.answer(AnswerBody.EMPTY);
    } else {
      call.answer(json -> write(json, deliveries, filter, system));
    }
  }

  private static HostedQueue.ReceiveOrder order(SqsRequest request) {
    Integer max = request.maxNumberOfMessages;
    if (max != null) {
      check("MaxNumberOfMessages", max, 1, MAX_MESSAGES, "Must be between 1 and 10, if provided.");
    }
    Integer wait = request.waitTimeSeconds;
    if (wait != null) {
      check("WaitTimeSeconds", wait, 0, MAX_WAIT_SECONDS, "Must be >= 0 and <= 20, if provided.");
    }
    Integer visibility = request.single.visibilityTimeout;
    if (visibility != null) {
      check(
          "VisibilityTimeout",
          visibility,
          0,
          MAX_VISIBILITY_SECONDS,
          "Must be >= 0 and <= 43200, if provided.");
    }
    return new HostedQueue.ReceiveOrder(max == null ? 1 : max, visibility, wait);
  }

  private static void check(String name, int value, int min, int max, String reason) {
    if (value < min || value > max) {
      throw SqsErrors.invalidParameter(name, value, reason);
    }
  }

  private static void write(
      JsonGenerator json,
      List<Delivery> deliveries,
      AttributeFilter filter,
      Set<SystemAttribute> system)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(MESSAGES);
    json.writeStartArray();
    for (Delivery delivery : deliveries) {
      write(json, delivery, filter, system);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, Delivery delivery, AttributeFilter filter, Set<SystemAttribute> system)
      throws IOException {
    StoredMessage message = delivery.message();
    json.writeStartObject();
    json.writeFieldName(MESSAGE_ID);
    json.writeString(message.id.toString());
    json.writeFieldName(RECEIPT_HANDLE);
    json.writeString(delivery.receiptHandle());
    json.writeFieldName(MD5_OF_BODY);
    json.writeString(HEX.toHexDigits(message.md5High) + HEX.toHexDigits(message.md5Low));
    json.writeFieldName(BODY);
    json.writeUTF8String(message.body, 0, message.body.length);
    if (!system.isEmpty()) {
      writeSystem(json, delivery, system);
    }
    MessageDetails details = message.details;
    if (details != null) {
      writeAttributes(json, filter.apply(details.attributes()));
    }
    json.writeEndObject();
  }

  private static void writeSystem(
      JsonGenerator json, Delivery delivery, Set<SystemAttribute> system) throws IOException {
    json.writeObjectFieldStart("Attributes");
    for (SystemAttribute attribute : system) {
      @Nullable String value = attribute.value(delivery);
      if (value != null) {
        json.writeStringField(attribute.label(), value);
      }
    }
    json.writeEndObject();
  }

  private static void writeAttributes(JsonGenerator json, Map<String, RigAttribute> attributes)
      throws IOException {
    if (attributes.isEmpty()) {
      return;
    }
    json.writeStringField("MD5OfMessageAttributes", Digest.attributesMd5Hex(attributes));
    json.writeObjectFieldStart("MessageAttributes");
    for (Map.Entry<String, RigAttribute> attribute : attributes.entrySet()) {
      json.writeObjectFieldStart(attribute.getKey());
      RigAttribute value = attribute.getValue();
      json.writeStringField("DataType", value.dataType());
      if (value.isBinary()) {
        json.writeBinaryField("BinaryValue", value.valueBytes());
      } else {
        json.writeStringField("StringValue", value.text());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
