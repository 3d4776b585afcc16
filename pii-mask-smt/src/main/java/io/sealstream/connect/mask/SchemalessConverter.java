package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts data without a schema: maps, lists, and what is in them. Goes by the tree of paths. */
final class SchemalessConverter implements ValueConverter {
  private final FieldNode root;
  private final boolean failOnMissing;

  SchemalessConverter(FieldNode root, boolean failOnMissing) {
    this.root = root;
    this.failOnMissing = failOnMissing;
  }

  @Override
  public Object convert(Object value) {
    return convert(value, root);
  }

  private Object convert(Object value, FieldNode node) {
    if (node.operation() != null) {
      return node.operation().convert(value);
    }
    if (node.each() != null) {
      return each(value, node, node.each());
    }
    if (value instanceof Map<?, ?> map) {
      return entries(map, node);
    }
    throw Problems.noNames(node.path(), "MAP", Problems.typeName(value), Problems.type(value));
  }

  private Object each(Object value, FieldNode node, FieldNode each) {
    if (value instanceof Collection<?> elements) {
      return elements(elements, each);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> converted = new LinkedHashMap<>(map);
      for (Map.Entry<Object, @Nullable Object> entry : converted.entrySet()) {
        entry.setValue(convertNullable(entry.getValue(), each));
      }
      return converted;
    }
    throw Problems.wrongType(node.path(), "ARRAY or MAP", Problems.typeName(value));
  }

  private List<@Nullable Object> elements(Collection<?> elements, FieldNode each) {
    List<@Nullable Object> converted = new ArrayList<>(elements);
    for (int i = 0; i < converted.size(); i++) {
      converted.set(i, convertNullable(converted.get(i), each));
    }
    return converted;
  }

  private Map<Object, @Nullable Object> entries(Map<?, ?> map, FieldNode node) {
    Problems.checkNames(map, node.path());
    Map<Object, @Nullable Object> converted = new LinkedHashMap<>(map);
    for (Map.Entry<String, FieldNode> child : node.names().entrySet()) {
      String name = child.getKey();
      if (converted.containsKey(name)) {
        converted.put(name, convertNullable(converted.get(name), child.getValue()));
      } else if (failOnMissing) {
        throw Problems.missing(child.getValue().place());
      }
    }
    return converted;
  }

  private @Nullable Object convertNullable(@Nullable Object value, FieldNode node) {
    return value == null ? null : convert(value, node);
  }
}
