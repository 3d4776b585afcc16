package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the schema of the masked data, for one schema, once.
 *
 * <p>Every schema on the way to a masked field loses its default, and so does the field's own: a
 * default is clear text, and converters write it into the record's schema. A default of an
 * enclosing struct holds the field's default value too.
 *
 * <p>A masked field's own schema also loses its name, version and parameters: a ciphertext is no
 * longer what a logical type such as {@code io.debezium.data.Uuid} promises, and parameters may
 * list clear values, as those of {@code io.debezium.data.Enum} do. All the rest (doc, optionality,
 * and everything beside the way) is kept.
 */
final class SchemaRewriter {
  private final boolean failOnMissing;
  private @Nullable String problem;

  private SchemaRewriter(boolean failOnMissing) {
    this.failOnMissing = failOnMissing;
  }

  /** Rewrites a schema; what is wrong with it is in the result. */
  static MaskedSchema rewrite(Schema schema, FieldNode root, boolean failOnMissing) {
    SchemaRewriter rewriter = new SchemaRewriter(failOnMissing);
    Schema target = rewriter.rewrite(schema, List.of(root));
    return new MaskedSchema(target, rewriter.problem);
  }

  /**
   * @param nodes the places of the tree that have this schema: more than one below a map, whose
   *     values share a schema
   */
  private Schema rewrite(Schema source, List<FieldNode> nodes) {
    if (nodes.isEmpty()) {
      return source;
    }
    nodes.forEach(node -> checkType(source, node));
    SchemaBuilder builder =
        switch (source.type()) {
          case STRUCT -> struct(source, nodes);
          case MAP -> map(source, nodes);
          case ARRAY -> SchemaBuilder.array(source.valueSchema());
          default -> new SchemaBuilder(source.type());
        };
    boolean masked = nodes.stream().anyMatch(node -> node.mask() != null);
    Schema target = finish(builder, source, masked);
    // The same object where nothing changed: caches further down work by identity.
    return target.equals(source) ? source : target;
  }

  private void checkType(Schema source, FieldNode node) {
    if (node.mask() != null) {
      if (source.type() != Schema.Type.STRING) {
        report(Problems.wrongType(node.path(), "STRING", Problems.typeName(source)));
      }
    } else if (source.type() != Schema.Type.STRUCT && source.type() != Schema.Type.MAP) {
      report(Problems.wrongType(node.path(), Problems.CONTAINER, Problems.typeName(source)));
    }
  }

  private SchemaBuilder struct(Schema source, List<FieldNode> nodes) {
    SchemaBuilder builder = SchemaBuilder.struct();
    for (Field field : source.fields()) {
      List<FieldNode> below = new ArrayList<>();
      for (FieldNode node : nodes) {
        FieldNode child = node.child(field.name());
        if (child != null) {
          below.add(child);
        }
      }
      builder.field(field.name(), rewrite(field.schema(), below));
    }
    nodes.forEach(node -> checkNames(source, node));
    return builder;
  }

  private void checkNames(Schema source, FieldNode node) {
    for (Map.Entry<String, FieldNode> child : node.children().entrySet()) {
      FieldPath path = child.getValue().path();
      if (failOnMissing && path != null && source.field(child.getKey()) == null) {
        report(Problems.missing(path));
      }
    }
  }

  private SchemaBuilder map(Schema source, List<FieldNode> nodes) {
    List<FieldNode> below = new ArrayList<>();
    nodes.forEach(node -> below.addAll(node.children().values()));
    if (source.keySchema().type() != Schema.Type.STRING) {
      report(Problems.wrongKeyType(nodes.get(0).path(), Problems.typeName(source.keySchema())));
    }
    return SchemaBuilder.map(source.keySchema(), rewrite(source.valueSchema(), below));
  }

  /** Everything that may stay, which a default never may. */
  private static Schema finish(SchemaBuilder builder, Schema source, boolean masked) {
    if (source.isOptional()) {
      builder.optional();
    }
    if (source.doc() != null) {
      builder.doc(source.doc());
    }
    if (!masked) {
      keepLogicalType(builder, source);
    }
    return builder.build();
  }

  private static void keepLogicalType(SchemaBuilder builder, Schema source) {
    if (source.name() != null) {
      builder.name(source.name());
    }
    if (source.version() != null) {
      builder.version(source.version());
    }
    if (source.parameters() != null) {
      builder.parameters(source.parameters());
    }
  }

  /** The first problem is the one to tell. */
  private void report(DataException found) {
    if (problem == null) {
      problem = found.getMessage();
    }
  }
}
