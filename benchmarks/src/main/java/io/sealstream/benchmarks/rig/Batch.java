package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What all batches share: their limits, and an answer that says of each entry what became of it.
 */
final class Batch implements AnswerBody {

  private static final int MAX_ENTRIES = 10;
  private static final int MAX_ID_LENGTH = 80;

  private final List<Success> successful = new ArrayList<>(MAX_ENTRIES);
  private final List<Failure> failed = new ArrayList<>(0);

  /** An entry that was carried out. */
  record Success(String id, Members members) {}

  /** Writes what an entry's answer has besides its ID. */
  interface Members {

    /** Nothing. */
    Members NONE = json -> {};

    void write(JsonGenerator json) throws IOException;
  }

  private record Failure(String id, SqsException error) {}

  private Batch() {}

  /**
   * Carries out every entry, and notes which of them fail.
   *
   * @throws SqsException when the batch as such is refused; then none is carried out
   */
  static void run(List<RequestEntry> entries, Call call, Function<RequestEntry, Members> action) {
    check(entries);
    Batch batch = new Batch();
    for (int i = 0; i < entries.size(); i++) {
      boolean fails = call.fault().failsEntry(i == entries.size() - 1);
      batch.carryOut(entries.get(i), fails, action);
    }
    call.answer(batch);
  }

  private void carryOut(RequestEntry entry, boolean fails, Function<RequestEntry, Members> action) {
    String id = String.valueOf(entry.id);
    try {
      if (fails) {
        throw SqsErrors.internalErrorOfEntry();
      }
      successful.add(new Success(id, action.apply(entry)));
    } catch (SqsException e) {
      failed.add(new Failure(id, e));
    }
  }

  private static void check(List<RequestEntry> entries) {
    if (entries.isEmpty()) {
      throw SqsErrors.emptyBatch();
    }
    if (entries.size() > MAX_ENTRIES) {
      throw SqsErrors.tooManyEntries(entries.size());
    }
    Set<String> ids = new HashSet<>();
    for (RequestEntry entry : entries) {
      String id = RequestEntry.require("Id", entry.id);
      if (!isId(id)) {
        throw SqsErrors.invalidEntryId();
      }
      if (!ids.add(id)) {
        throw SqsErrors.entryIdsNotDistinct(id);
      }
    }
  }

  /** Without a regular expression: there are ten of them in every second request. */
  private static boolean isId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return id.length() <= MAX_ID_LENGTH;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("Successful");
    for (Success success : successful) {
      json.writeStartObject();
      json.writeStringField("Id", success.id);
      success.members.write(json);
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!failed.isEmpty()) {
      writeFailed(json);
    }
    json.writeEndObject();
  }

  private void writeFailed(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("Failed");
    for (Failure failure : failed) {
      json.writeStartObject();
      json.writeStringField("Id", failure.id);
      json.writeStringField("Code", failure.error.code());
      json.writeStringField("Message", failure.error.text());
      json.writeBooleanField("SenderFault", failure.error.senderFault());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
