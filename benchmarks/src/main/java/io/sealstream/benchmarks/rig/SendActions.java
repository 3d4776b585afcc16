package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** SendMessage and SendMessageBatch. */
final class SendActions {

  private static final Pattern DATA_TYPE = Pattern.compile("(String|Number|Binary)(\\..{1,200})?");
  private static final int MAX_ATTRIBUTES = 10;
  private static final int MAX_DELAY_SECONDS = 900;

  private final Queues queues;

  SendActions(Queues queues) {
    this.queues = queues;
  }

  void sendMessage(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueue());
    Batch.Members answer = send(queue, request.single);
    call.answer(
        json -> {
          json.writeStartObject();
          answer.write(json);
          json.writeEndObject();
        });
  }

  void sendMessageBatch(SqsRequest request, Call call) {
    HostedQueue queue = queues.require(request.requireQueue());
    long bytes = request.entries.stream().mapToLong(SendActions::size).sum();
    if (bytes > QueueAttributes.MAX_MESSAGE_BYTES) {
      throw SqsErrors.batchTooLong(QueueAttributes.MAX_MESSAGE_BYTES, bytes);
    }
    Batch.run(request.entries, call, entry -> send(queue, entry));
  }

  private static Batch.Members send(HostedQueue queue, RequestEntry entry) {
    RigMessage message = message(queue.attributes(), entry);
    SendReceipt receipt = queue.send(message, true);
    boolean fifo = queue.attributes().fifo();
    return json -> write(json, message, receipt, fifo);
  }

  private static void write(
      JsonGenerator json, RigMessage message, SendReceipt receipt, boolean fifo)
      throws IOException {
    json.writeStringField("MessageId", receipt.messageId().toString());
    json.writeStringField(
        "MD5OfMessageBody", Digest.md5Hex(message.body().getBytes(StandardCharsets.UTF_8)));
    if (!message.attributes().isEmpty()) {
      json.writeStringField(
          "MD5OfMessageAttributes", Digest.attributesMd5Hex(message.attributes()));
    }
    String trace = message.traceHeader();
    if (trace != null) {
      json.writeStringField(
          "MD5OfMessageSystemAttributes",
          Digest.attributesMd5Hex(Map.of("AWSTraceHeader", RigAttribute.string(trace))));
    }
    if (fifo) {
      json.writeStringField("SequenceNumber", SystemAttribute.sequenceNumber(receipt.sequence()));
    }
  }

  private static RigMessage message(QueueAttributes queue, RequestEntry entry) {
    String body = RequestEntry.require("MessageBody", entry.body);
    if (size(entry) > queue.maxMessageBytes()) {
      throw SqsErrors.invalidParameter(
          "One or more parameters are invalid. Reason: Message must be shorter than "
              + queue.maxMessageBytes()
              + " bytes.");
    }
    if (!body.codePoints().allMatch(SendActions::isXmlCharacter)) {
      throw SqsErrors.invalidMessageContents();
    }
    checkAttributes(entry.attributes);
    checkDelay(queue, entry);
    if (queue.fifo()) {
      checkFifo(queue, entry);
    } else if (entry.deduplicationId != null) {
      throw SqsErrors.invalidParameter(
          "MessageDeduplicationId",
          entry.deduplicationId,
          "The request include parameter that is not valid for this queue type.");
    }
    return new RigMessage(
        body,
        entry.attributes,
        entry.groupId,
        entry.deduplicationId,
        entry.traceHeader,
        entry.delaySeconds,
        null);
  }

  private static void checkDelay(QueueAttributes queue, RequestEntry entry) {
    Integer delay = entry.delaySeconds;
    if (delay == null) {
      return;
    }
    if (queue.fifo() && delay != 0) {
      throw SqsErrors.invalidParameter(
          "DelaySeconds",
          delay,
          "The request include parameter that is not valid for this queue type.");
    }
    if (delay < 0 || delay > MAX_DELAY_SECONDS) {
      throw SqsErrors.invalidParameter(
          "DelaySeconds", delay, "DelaySeconds must be >= 0 and <= 900.");
    }
  }

  private static void checkFifo(QueueAttributes queue, RequestEntry entry) {
    RequestEntry.require("MessageGroupId", entry.groupId);
    if (entry.deduplicationId == null && !queue.contentBasedDeduplication()) {
      throw SqsErrors.invalidParameter(
          "The queue should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
  }

  private static void checkAttributes(Map<String, RigAttribute> attributes) {
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw SqsErrors.invalidParameter(
          "Number of message attributes [%d] exceeds the allowed maximum [%d]."
              .formatted(attributes.size(), MAX_ATTRIBUTES));
    }
    attributes.forEach(
        (name, attribute) -> {
          if (!DATA_TYPE.matcher(attribute.dataType()).matches()) {
            throw SqsErrors.invalidParameter(
                "The type of message (user) attribute '%s' is invalid.".formatted(name));
          }
          boolean binary = attribute.dataType().startsWith("Binary");
          if (binary != attribute.isBinary() || attribute.valueBytes().length == 0) {
            throw SqsErrors.invalidParameter(
                "Message (user) attribute '%s' must contain a non-empty value of type '%s'."
                    .formatted(name, attribute.dataType()));
          }
        });
  }

  /** Body and attributes count, the names and types of attributes too. */
  private static long size(RequestEntry entry) {
    long size = entry.body == null ? 0 : utf8Length(entry.body);
    for (Map.Entry<String, RigAttribute> attribute : entry.attributes.entrySet()) {
      size += utf8Length(attribute.getKey()) + utf8Length(attribute.getValue().dataType());
      size += attribute.getValue().valueBytes().length;
    }
    return size;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The characters that the API reference of SendMessage allows. */
  private static boolean isXmlCharacter(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || (c >= 0x10000 && c <= 0x10ffff);
  }
}
