package io.sealstream.connect.mask;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Masks, unmasks or checks the data of a record's key or value, with or without a schema.
 *
 * <p>Thread-safe. Data is never changed in place; what is not on the way to a configured field is
 * shared between the old and the new data.
 */
final class DataConverter {
  private final FieldNode root;
  private final boolean failOnMissing;
  private final SchemaCache plans;
  private final Plan schemaless;

  /**
   * @param operations at least one, of paths that do not overlap
   */
  DataConverter(List<? extends FieldOperation> operations, boolean failOnMissing) {
    this.root = FieldNode.root(operations);
    this.failOnMissing = failOnMissing;
    this.plans = new SchemaCache(this::compile);
    this.schemaless = Plan.of(null, new SchemalessConverter(root, failOnMissing));
  }

  /** The plan for this data. */
  Plan plan(@Nullable Schema schema, @Nullable Object value) {
    if (schema == null) {
      return schemaless;
    }
    // A struct's own schema is the one that its fields are checked against.
    return plans.get(value instanceof Struct struct ? struct.schema() : schema);
  }

  /** For tests, which hold its lock. */
  SchemaCache schemaCache() {
    return plans;
  }

  private Plan compile(Schema source) {
    try {
      Schema target = new SchemaRewriter(failOnMissing).rewrite(source, root);
      Step step = new Converters(failOnMissing).step(source, target, List.of(root), null);
      return Plan.of(target, step == null ? null : step.converter());
    } catch (DataException e) {
      return Plan.impossible(e);
    }
  }
}
