package io.sealstream.connect.mask;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the target schema of one schema. The operation of a field says what becomes of the field's
 * own schema. A schema on the way keeps all that it has; what its default holds at the configured
 * paths is converted like a value, since a default is data, and converters write it into the
 * record's schema.
 */
final class SchemaRewriter {
  // An entry that a default does not have is not missing from any record.
  private static final Converters DEFAULTS = new Converters(false);

  private final boolean failOnMissing;

  SchemaRewriter(boolean failOnMissing) {
    this.failOnMissing = failOnMissing;
  }

  /**
   * The target; the very same object where nothing changes, since caches further down work by
   * identity.
   *
   * @throws DataException when no data of this schema can be converted
   */
  Schema rewrite(Schema source, FieldNode root) {
    return rewrite(source, List.of(root), false);
  }

  /**
   * @param nodes the places of the tree that have this schema
   * @param shared whether other places have it too, whose values are not converted
   */
  private Schema rewrite(Schema source, List<FieldNode> nodes, boolean shared) {
    if (nodes.isEmpty()) {
      return source;
    }
    nodes.forEach(node -> checkPlace(source, node));
    FieldOperation operation = Converters.operation(nodes);
    if (operation != null) {
      return leaf(source, operation, shared);
    }
    SchemaBuilder builder =
        switch (source.type()) {
          case STRUCT -> struct(source, nodes, shared);
          case MAP -> map(source, nodes, shared);
          default ->
              SchemaBuilder.array(rewrite(source.valueSchema(), Converters.each(nodes), shared));
        };
    return finish(builder, source, nodes);
  }

  private static Schema leaf(Schema source, FieldOperation operation, boolean shared) {
    Schema target = operation.target(source);
    if (shared && target.type() != source.type()) {
      throw new RefusedRecordException(
          Refusal.TYPE,
          "Field '%s' would change from %s to %s, but all entries of a map have one type; write [*]"
                  .formatted(operation.path(), source.type(), target.type())
              + " instead of the entry's name");
    }
    return target;
  }

  private static void checkPlace(Schema source, FieldNode node) {
    if (source == null) {
      // Connect has arrays, maps and fields that do not say what is inside.
      throw Problems.noSchema(node.place());
    }
    boolean array = source.type() == Schema.Type.ARRAY;
    boolean map = source.type() == Schema.Type.MAP;
    if (node.each() != null && !array && !map) {
      throw Problems.wrongType(node.path(), "ARRAY or MAP", Problems.typeName(source));
    }
    if (!node.names().isEmpty() && source.type() != Schema.Type.STRUCT && !map) {
      throw Problems.noNames(
          node.path(), "STRUCT or MAP", Problems.typeName(source), source.type());
    }
  }

  private SchemaBuilder struct(Schema source, List<FieldNode> nodes, boolean shared) {
    SchemaBuilder builder = SchemaBuilder.struct();
    for (Field field : source.fields()) {
      builder.field(
          field.name(), rewrite(field.schema(), Converters.named(nodes, field.name()), shared));
    }
    if (failOnMissing) {
      nodes.forEach(node -> checkNames(source, node));
    }
    return builder;
  }

  private static void checkNames(Schema source, FieldNode node) {
    node.names()
        .forEach(
            (name, child) -> {
              if (source.field(name) == null) {
                throw Problems.missing(child.place());
              }
            });
  }

  private SchemaBuilder map(Schema source, List<FieldNode> nodes, boolean shared) {
    if (source.keySchema() == null) {
      throw Problems.wrongType(nodes.get(0).path(), "a MAP with a schema of its keys", "none");
    }
    boolean named = nodes.stream().anyMatch(node -> !node.names().isEmpty());
    if (named && source.keySchema().type() != Schema.Type.STRING) {
      throw Problems.wrongKeyType(nodes.get(0).path(), Problems.typeName(source.keySchema()));
    }
    return SchemaBuilder.map(
        source.keySchema(),
        rewrite(source.valueSchema(), Converters.children(nodes), shared || named));
  }

  private static Schema finish(SchemaBuilder builder, Schema source, List<FieldNode> nodes) {
    Object value = source.defaultValue();
    boolean same = sameBelow(builder, source);
    if (same && (value == null || passes(value, source, nodes))) {
      return source;
    }
    Schemas.copy(source, builder);
    if (value != null) {
      builder.defaultValue(convertDefault(value, source, builder, nodes));
    }
    return builder.build();
  }

  private static boolean sameBelow(Schema one, Schema other) {
    if (one.type() != Schema.Type.STRUCT) {
      return one.valueSchema() == other.valueSchema();
    }
    List<Field> fields = one.fields();
    List<Field> others = other.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).schema() != others.get(i).schema()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a default has nothing that changes; one that is not of its schema fails. */
  private static boolean passes(Object value, Schema source, List<FieldNode> nodes) {
    Schema own = ownSchema(value, source, nodes);
    Step step = DEFAULTS.step(own, own, nodes, null);
    if (Converters.changes(step)) {
      return false;
    }
    if (step != null) {
      step.convert(value);
    }
    return true;
  }

  private static @Nullable Object convertDefault(
      Object value, Schema source, SchemaBuilder target, List<FieldNode> nodes) {
    Step step = DEFAULTS.step(ownSchema(value, source, nodes), target, nodes, null);
    return step == null ? value : step.convert(value);
  }

  /**
   * The schema of a struct that is a default is never the one that has the default: it is the
   * builder that the schema was built by, and Connect takes no other.
   */
  private static Schema ownSchema(Object value, Schema source, List<FieldNode> nodes) {
    if (!(value instanceof Struct struct) || source.type() != Schema.Type.STRUCT) {
      return source;
    }
    if (!struct.schema().fields().equals(source.fields())) {
      throw Problems.wrongType(
          nodes.get(0).path(), "a default of its own schema", "one of another schema");
    }
    return struct.schema();
  }
}
