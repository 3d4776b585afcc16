package io.sealstream.benchmarks.rig;

import java.util.Map;

/**
 * SQS's errors: type, code and status of each, as the service's model has them and as they were
 * recorded from the real one.
 */
final class SqsErrors {

  private static final String SQS = "com.amazonaws.sqs#";
  private static final String COMMON = "com.amazon.coral.service#";
  private static final String QUERY = "AWS.SimpleQueueService.";

  /** Types of the common errors that a test may ask for by code; all of them are the sender's. */
  private static final Map<String, String> COMMON_TYPES =
      Map.of(
          "AccessDenied", "AccessDeniedException",
          "InvalidClientTokenId", "UnrecognizedClientException",
          "SignatureDoesNotMatch", "InvalidSignatureException",
          "ExpiredToken", "ExpiredTokenException",
          "MissingAuthenticationToken", "MissingAuthenticationTokenException");

  private SqsErrors() {}

  static SqsException queueDoesNotExist() {
    return sqs(
        "QueueDoesNotExist",
        QUERY + "NonExistentQueue",
        400,
        "The specified queue does not exist.");
  }

  static SqsException invalidParameter(String reason) {
    return common("InvalidParameterValueException", "InvalidParameterValue", reason);
  }

  static SqsException invalidParameter(String name, Object value, String reason) {
    return invalidParameter(
        "Value %s for parameter %s is invalid. Reason: %s".formatted(value, name, reason));
  }

  static SqsException missingParameter(String name) {
    return common(
        "MissingRequiredParameterException",
        "MissingParameter",
        "The request must contain the parameter " + name + ".");
  }

  static SqsException unknownAttribute(String name) {
    return sqs(
        "InvalidAttributeName", "InvalidAttributeName", 400, "Unknown Attribute " + name + ".");
  }

  static SqsException invalidAttributeValue(String name, String reason) {
    return sqs(
        "InvalidAttributeValue",
        "InvalidAttributeValue",
        400,
        "Invalid value for the parameter %s. Reason: %s".formatted(name, reason));
  }

  static SqsException invalidReceiptHandle() {
    return sqs(
        "ReceiptHandleIsInvalid",
        "ReceiptHandleIsInvalid",
        404,
        "The input receipt handle is invalid.");
  }

  static SqsException expiredReceiptHandle(String handle) {
    return invalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");
  }

  /** What an expired handle is called in the answer to a batch. */
  static SqsException expiredReceiptHandleOfEntry() {
    return sqs(
        "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404, "The receipt handle has expired");
  }

  static SqsException messageNotInflight() {
    return sqs(
        "MessageNotInflight",
        QUERY + "MessageNotInflight",
        400,
        "The specified message isn't in flight.");
  }

  static SqsException noMessageOfHandle(String handle) {
    return invalidParameter(
        "ReceiptHandle",
        handle,
        "Message does not exist or is not available for visibility timeout change.");
  }

  static SqsException overLimit() {
    return sqs(
        "OverLimit", "OverLimit", 403, "The queue has reached its limit of messages in flight.");
  }

  static SqsException emptyBatch() {
    return sqs(
        "EmptyBatchRequest",
        QUERY + "EmptyBatchRequest",
        400,
        "There should be at least one entry in the request.");
  }

  static SqsException tooManyEntries(int count) {
    return sqs(
        "TooManyEntriesInBatchRequest",
        QUERY + "TooManyEntriesInBatchRequest",
        400,
        "Maximum number of entries per request are 10. You have sent " + count + ".");
  }

  static SqsException entryIdsNotDistinct(String id) {
    return sqs(
        "BatchEntryIdsNotDistinct",
        QUERY + "BatchEntryIdsNotDistinct",
        400,
        "Id " + id + " repeated.");
  }

  static SqsException invalidEntryId() {
    return sqs(
        "InvalidBatchEntryId",
        QUERY + "InvalidBatchEntryId",
        400,
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
            + "It can be at most 80 letters long.");
  }

  static SqsException batchTooLong(long limit, long bytes) {
    return sqs(
        "BatchRequestTooLong",
        QUERY + "BatchRequestTooLong",
        400,
        "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
            .formatted(limit, bytes));
  }

  static SqsException invalidMessageContents() {
    return sqs(
        "InvalidMessageContents",
        "InvalidMessageContents",
        400,
        "Invalid characters found. A message body is XML 1.0 text.");
  }

  static SqsException queueExists(String attribute) {
    return sqs(
        "QueueNameExists",
        "QueueAlreadyExists",
        400,
        "A queue already exists with the same name and a different value for attribute "
            + attribute);
  }

  static SqsException throttled() {
    return sqs("RequestThrottled", "RequestThrottled", 403, "The request was throttled.");
  }

  static SqsException internalFailure() {
    return new SqsException(
        COMMON + "InternalFailure",
        "InternalFailure",
        500,
        false,
        "The rig was told to fail this request.");
  }

  /** One entry of a batch that failed through no fault of the sender. */
  static SqsException internalErrorOfEntry() {
    return new SqsException(
        COMMON + "InternalError",
        "InternalError",
        500,
        false,
        "The rig was told to fail this entry.");
  }

  static SqsException malformed(String reason) {
    return common("SerializationException", "SerializationException", reason);
  }

  static SqsException unknownAction(String action) {
    return common(
        "UnknownOperationException",
        "InvalidAction",
        "The action " + action + " is not valid here.");
  }

  /** The refusal that a test asked for; access errors have the status that AWS gives them. */
  static SqsException refused(String action, String code) {
    String type = COMMON_TYPES.get(code);
    String message = "Not authorized to perform: sqs:" + action.toLowerCase(java.util.Locale.ROOT);
    return type != null
        ? new SqsException(COMMON + type, code, 403, true, message)
        : byCode(code, message);
  }

  private static SqsException byCode(String code, String message) {
    return switch (code) {
      case QUERY + "NonExistentQueue", "QueueDoesNotExist" -> queueDoesNotExist();
      case "RequestThrottled" -> throttled();
      case "OverLimit" -> overLimit();
      case "InternalFailure" -> internalFailure();
      default -> sqs(code, code, 400, message);
    };
  }

  private static SqsException sqs(String type, String code, int status, String message) {
    return new SqsException(SQS + type, code, status, true, message);
  }

  private static SqsException common(String type, String code, String message) {
    return new SqsException(COMMON + type, code, 400, true, message);
  }
}
