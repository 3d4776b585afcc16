package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a request, member by member, without a tree. Members it does not know pass. */
final class RequestReader {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;

  private RequestReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads a whole request.
   *
   * @throws SqsException when it is not the JSON of one
   */
  static SqsRequest read(InputStream body) {
    try (JsonParser json = JSON.createParser(body)) {
      return new RequestReader(json).request();
    } catch (IOException e) {
      // The parser's message would quote the body.
      throw SqsErrors.malformed("The body of the request is not the JSON of this action.");
    }
  }

  private SqsRequest request() throws IOException {
    SqsRequest request = new SqsRequest();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw SqsErrors.malformed("The body of the request is not a JSON object.");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      requestMember(request, name);
    }
    return request;
  }

  private void requestMember(SqsRequest request, String name) throws IOException {
    switch (name) {
      case "QueueUrl" -> request.queueUrl = text();
      case "QueueName" -> request.queueName = text();
      case "QueueNamePrefix" -> request.queueNamePrefix = text();
      case "MaxNumberOfMessages" -> request.maxNumberOfMessages = number();
      case "WaitTimeSeconds" -> request.waitTimeSeconds = number();
      case "AttributeNames", "MessageSystemAttributeNames" -> texts(request.attributeNames);
      case "MessageAttributeNames" -> texts(request.messageAttributeNames);
      case "Attributes" -> textMap(request.queueAttributes);
      case "Entries" -> entries(request.entries);
      default -> entryMember(request.single, name);
    }
  }

  private void entries(List<RequestEntry> entries) throws IOException {
    requireToken(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      requireToken(JsonToken.START_OBJECT);
      RequestEntry entry = new RequestEntry();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        entryMember(entry, name);
      }
      entries.add(entry);
    }
  }

  private void entryMember(RequestEntry entry, String name) throws IOException {
    switch (name) {
      case "Id" -> entry.id = text();
      case "ReceiptHandle" -> entry.receiptHandle = text();
      case "VisibilityTimeout" -> entry.visibilityTimeout = number();
      case "MessageBody" -> entry.body = text();
      case "DelaySeconds" -> entry.delaySeconds = number();
      case "MessageGroupId" -> entry.groupId = text();
      case "MessageDeduplicationId" -> entry.deduplicationId = text();
      case "MessageAttributes" -> attributes(entry.attributes);
      case "MessageSystemAttributes" -> systemAttributes(entry);
      default -> json.skipChildren();
    }
  }

  private void systemAttributes(RequestEntry entry) throws IOException {
    Map<String, RigAttribute> attributes = new HashMap<>();
    attributes(attributes);
    RigAttribute trace = attributes.get("AWSTraceHeader");
    entry.traceHeader = trace == null ? null : trace.text();
  }

  private void attributes(Map<String, RigAttribute> attributes) throws IOException {
    requireToken(JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      attributes.put(name, attribute());
    }
  }

  private RigAttribute attribute() throws IOException {
    requireToken(JsonToken.START_OBJECT);
    String type = "";
    String text = null;
    ByteBuffer bytes = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "DataType" -> type = String.valueOf(text());
        case "StringValue" -> text = text();
        case "BinaryValue" -> bytes = ByteBuffer.wrap(json.getBinaryValue());
        default -> json.skipChildren();
      }
    }
    return new RigAttribute(type, text, bytes);
  }

  private void texts(List<String> texts) throws IOException {
    requireToken(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(json.getText());
    }
  }

  private void textMap(Map<String, String> map) throws IOException {
    requireToken(JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      map.put(name, json.getText());
    }
  }

  private @Nullable String text() throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
  }

  private @Nullable Integer number() throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getIntValue();
  }

  private void requireToken(JsonToken token) {
    if (json.currentToken() != token) {
      throw SqsErrors.malformed("A member of the request has a value of another type.");
    }
  }
}
