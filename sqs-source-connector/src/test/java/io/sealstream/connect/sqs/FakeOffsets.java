package io.sealstream.connect.sqs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;

/**
 * Connect's store of source offsets: JSON without schemas, found by the bytes of the partition's
 * JSON, as it keeps them. Single-threaded.
 */
final class FakeOffsets implements CommittedIds.Offsets {

  private static final int TORN_AFTER = 30;

  private final JsonConverter json = new JsonConverter();
  private final Map<String, byte[]> stored = new HashMap<>();

  /** How many partitions each read asked for. */
  final List<Integer> reads = new ArrayList<>();

  /** All bytes that were ever stored, keys and values. */
  long bytes;

  /** Whether a read answers what was asked for last first. */
  boolean backwards;

  /** Runs before each read is answered. */
  Runnable beforeRead = () -> {};

  /** Runs when a part of a read is answered: what is committed here is seen in the rest only. */
  Runnable duringRead = () -> {};

  FakeOffsets() {
    json.configure(Map.of("schemas.enable", "false"), false);
  }

  /** One transaction's offsets. */
  void commit(Map<Map<String, Object>, Map<String, Object>> offsets) {
    Map<String, byte[]> written = new HashMap<>();
    offsets.forEach((partition, offset) -> written.put(key(partition), write(offset)));
    written.forEach((key, value) -> bytes += key.length() + value.length);
    stored.putAll(written);
  }

  int size() {
    return stored.size();
  }

  @Override
  public Map<Map<String, Object>, Map<String, Object>> read(
      Collection<Map<String, Object>> partitions) {
    beforeRead.run();
    reads.add(partitions.size());
    Map<Map<String, Object>, Map<String, Object>> found = new HashMap<>();
    int answered = 0;
    List<Map<String, Object>> inOrder = new ArrayList<>(partitions);
    if (backwards) {
      Collections.reverse(inOrder);
    }
    for (Map<String, Object> partition : inOrder) {
      if (answered++ == Math.min(partitions.size() / 2, TORN_AFTER)) {
        duringRead.run();
      }
      byte[] value = stored.get(key(partition));
      found.put(partition, value == null ? null : read(value));
    }
    return found;
  }

  private String key(Map<String, Object> partition) {
    return new String(write(partition), StandardCharsets.UTF_8);
  }

  private byte[] write(Map<String, Object> map) {
    return json.fromConnectData("offsets", null, map);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> read(byte[] value) {
    return (Map<String, Object>) json.toConnectData("offsets", value).value();
  }
}
