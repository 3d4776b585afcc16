package io.sealstream.connect.mask;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Masks the data of a record's key or value: a Struct or Map with a schema, or a Map without one.
 *
 * <p>Thread-safe. Data is never changed in place; what is not on the way to a masked field is
 * shared between the old and the new data.
 */
final class DataMasker {
  private final FieldNode root;
  private final boolean failOnMissing;
  private final SchemaCache schemas;

  DataMasker(FieldNode root, boolean failOnMissing) {
    this.root = root;
    this.failOnMissing = failOnMissing;
    this.schemas = new SchemaCache(schema -> SchemaRewriter.rewrite(schema, root, failOnMissing));
  }

  /**
   * Schema and data, masked.
   *
   * @throws org.apache.kafka.connect.errors.DataException when the data does not have what the
   *     configuration says; it names paths and types only
   */
  Masked mask(@Nullable Schema schema, @Nullable Object value) {
    if (schema == null) {
      return new Masked(null, value == null ? null : maskSchemaless(value, root));
    }
    // A struct's own schema is the one that its fields are checked against.
    Schema source = value instanceof Struct struct ? struct.schema() : schema;
    MaskedSchema masked = schemas.get(source);
    if (value == null) {
      return tombstone(source, masked.schema());
    }
    masked.requireUsable();
    return new Masked(masked.schema(), mask(value, source, masked.schema(), root, root));
  }

  /** A null passes, whatever its schema, unless it stood for a default that is gone now. */
  private static Masked tombstone(Schema source, Schema target) {
    if (source.defaultValue() != null && !target.isOptional()) {
      throw Problems.requiredIsNull(null);
    }
    return new Masked(target, null);
  }

  /**
   * @param node the place in the tree; null beside the way, for a map entry whose schema changed
   *     only because it shares it with one that is on the way
   * @param nearest the last place that was in the tree, for messages
   */
  private @Nullable Object mask(
      @Nullable Object value,
      Schema source,
      Schema target,
      @Nullable FieldNode node,
      FieldNode nearest) {
    if (node == null && source == target) {
      return value;
    }
    if (value == null) {
      if (!target.isOptional()) {
        throw Problems.requiredIsNull(nearest.path());
      }
      return null;
    }
    if (node != null && node.mask() != null) {
      return node.mask().mask(value);
    }
    return switch (source.type()) {
      case STRUCT -> maskStruct(value, source, target, node, nearest);
      case MAP -> maskMap(value, source, target, node, nearest);
      default -> value;
    };
  }

  private Struct maskStruct(
      Object value, Schema source, Schema target, @Nullable FieldNode node, FieldNode nearest) {
    if (!(value instanceof Struct struct)) {
      throw Problems.wrongType(nearest.path(), "STRUCT", Problems.typeName(value));
    }
    // Nobody checks what is inside a map, and a field that only the struct has would be lost.
    if (!struct.schema().equals(source)) {
      throw Problems.wrongType(
          nearest.path(), "a STRUCT of the record's schema", "one of another schema");
    }
    Struct masked = new Struct(target);
    for (Field field : target.fields()) {
      FieldNode child = node == null ? null : node.child(field.name());
      Object old = struct.getWithoutDefault(field.name());
      Schema oldSchema = source.field(field.name()).schema();
      if (old == null && oldSchema == field.schema() && child == null) {
        continue;
      }
      masked.put(
          field, mask(old, oldSchema, field.schema(), child, child == null ? nearest : child));
    }
    return masked;
  }

  private Map<Object, Object> maskMap(
      Object value, Schema source, Schema target, @Nullable FieldNode node, FieldNode nearest) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Problems.wrongType(nearest.path(), "MAP", Problems.typeName(value));
    }
    if (node != null) {
      checkKeys(map, node);
    }
    Map<Object, Object> masked = new LinkedHashMap<>(map);
    for (Map.Entry<Object, Object> entry : masked.entrySet()) {
      FieldNode child = node == null ? null : node.child(entry.getKey());
      entry.setValue(
          mask(
              entry.getValue(),
              source.valueSchema(),
              target.valueSchema(),
              child,
              child == null ? nearest : child));
    }
    return masked;
  }

  private Map<Object, Object> maskSchemaless(Object value, FieldNode node) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Problems.wrongType(node.path(), "MAP", Problems.typeName(value));
    }
    checkKeys(map, node);
    Map<Object, Object> masked = new LinkedHashMap<>(map);
    node.children()
        .forEach(
            (name, child) ->
                masked.computeIfPresent(
                    name,
                    (key, old) -> {
                      FieldMask mask = child.mask();
                      return mask == null ? maskSchemaless(old, child) : mask.mask(old);
                    }));
    return masked;
  }

  private void checkKeys(Map<?, ?> map, FieldNode node) {
    for (Object key : map.keySet()) {
      // A key of another type may be written as a configured name, and its value would pass in
      // clear. Connect checks no map at the top and none without a schema. Null names nothing.
      if (key != null && !(key instanceof String)) {
        throw Problems.wrongKeyType(node.path(), Problems.typeName(key));
      }
    }
    if (!failOnMissing) {
      return;
    }
    node.children()
        .forEach(
            (name, child) -> {
              FieldPath path = child.path();
              if (path != null && !map.containsKey(name)) {
                throw Problems.missing(path);
              }
            });
  }

  /** Data and its schema; both null for a tombstone without a schema. */
  record Masked(@Nullable Schema schema, @Nullable Object value) {}
}
