package io.sealstream.connect.mask;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;

/**
 * Remembers the plans of the last schemas.
 *
 * <p>A look-up takes no lock, and costs the same however many schemas are known: a schema remembers
 * its hash, and a source or converter normally hands out the same object again and again. A new
 * object that equals a known one gets the same plan, so that a source that makes one for each
 * record does not push out everything else. Adding takes a lock. Thread-safe.
 *
 * <p>Where a default is a {@code byte[]}, which Connect hashes by its identity, each new object is
 * a schema of its own: that costs time, and the places of others, and is right still.
 *
 * <p>When it is full, the oldest entry makes room. {@value #CAPACITY} schemas are more than the
 * records of one transform have, be it one schema for each of many topics or tables; the bound
 * keeps a source whose schemas never stop changing from filling the memory.
 *
 * <p>Only a {@link ConnectSchema} that holds nothing else is remembered. Any other schema may
 * change while it stays the same object, as a {@code SchemaBuilder} does, and a field that was
 * added since would pass in clear.
 */
final class SchemaCache {
  static final int CAPACITY = 256;

  private final Function<Schema, Plan> compile;
  private final Map<Schema, Plan> plans = new ConcurrentHashMap<>();
  private final Queue<Schema> oldestFirst = new ArrayDeque<>();

  /**
   * @param compile called once for each schema that is not known, and each time for one that may
   *     change
   */
  SchemaCache(Function<Schema, Plan> compile) {
    this.compile = compile;
  }

  Plan get(Schema source) {
    Plan known = plans.get(source);
    if (known != null) {
      return known;
    }
    return isFixed(source) ? add(source) : compile.apply(source);
  }

  private synchronized Plan add(Schema source) {
    Plan known = plans.get(source);
    if (known != null) {
      return known;
    }
    Plan plan = compile.apply(source);
    if (oldestFirst.size() == CAPACITY) {
      plans.remove(oldestFirst.remove());
    }
    oldestFirst.add(source);
    plans.put(source, plan);
    return plan;
  }

  private static boolean isFixed(Schema schema) {
    if (!(schema instanceof ConnectSchema)) {
      return false;
    }
    return switch (schema.type()) {
      case STRUCT -> schema.fields().stream().allMatch(field -> isFixed(field.schema()));
      case MAP -> isFixed(schema.keySchema()) && isFixed(schema.valueSchema());
      case ARRAY -> isFixed(schema.valueSchema());
      default -> true;
    };
  }
}
