package io.sealstream.connect.mask;

import java.util.function.Function;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the plans of the last schemas.
 *
 * <p>A look-up takes no lock. It compares by identity first, since a source or converter normally
 * hands out the same schema object again and again, and by equality after that, so that one that
 * makes a new object for each record does not push out everything else. Adding a schema copies a
 * small array under a lock; when the array is full, the oldest entry makes room, so that at most
 * {@value #CAPACITY} schemas are kept from being collected. Thread-safe.
 *
 * <p>Only a {@link ConnectSchema} that holds nothing else is remembered. Any other schema may
 * change while it stays the same object, as a {@code SchemaBuilder} does, and a field that was
 * added since would pass in clear.
 */
final class SchemaCache {
  static final int CAPACITY = 32;

  private final Function<Schema, Plan> compile;
  private volatile Entry[] entries = {};

  /**
   * @param compile called once for each schema that is not known, and each time for one that may
   *     change
   */
  SchemaCache(Function<Schema, Plan> compile) {
    this.compile = compile;
  }

  Plan get(Schema source) {
    Plan known = find(entries, source);
    if (known != null) {
      return known;
    }
    return isFixed(source) ? add(source) : compile.apply(source);
  }

  private static @Nullable Plan find(Entry[] entries, Schema source) {
    for (Entry entry : entries) {
      if (entry.source == source) {
        return entry.plan;
      }
    }
    for (Entry entry : entries) {
      if (entry.source.equals(source)) {
        return entry.plan;
      }
    }
    return null;
  }

  private synchronized Plan add(Schema source) {
    Plan known = find(entries, source);
    if (known != null) {
      return known;
    }
    Plan plan = compile.apply(source);
    int kept = Math.min(entries.length, CAPACITY - 1);
    Entry[] next = new Entry[kept + 1];
    next[0] = new Entry(source, plan);
    System.arraycopy(entries, 0, next, 1, kept);
    entries = next;
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

  private record Entry(Schema source, Plan plan) {}
}
