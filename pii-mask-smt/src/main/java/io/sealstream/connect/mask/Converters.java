package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes the converters that lead data of one schema to its target schema. Stateless.
 *
 * <p>It takes a list of places of the tree, because several may have one schema: below the named
 * entries of a map, whose values share a schema. A value has at most one of them, a default that
 * belongs to the schema has all.
 */
final class Converters {
  private final boolean failOnMissing;

  /**
   * @param failOnMissing whether a map without a named entry is a problem
   */
  Converters(boolean failOnMissing) {
    this.failOnMissing = failOnMissing;
  }

  /**
   * The step into a place.
   *
   * @param target made for these nodes, and maybe for others with the same source
   * @param nodes none for a place beside the way, whose schema changed because it is shared
   * @param nearest the last place on the way, for messages
   * @return null when its value is taken over, and none of the paths leads there
   */
  @Nullable Step step(
      Schema source, Schema target, List<FieldNode> nodes, @Nullable FieldPath nearest) {
    if (nodes.isEmpty() && source == target) {
      return null;
    }
    FieldPath path = nodes.isEmpty() ? nearest : nodes.get(0).path();
    ValueConverter converter = converter(source, target, nodes, path);
    return converter == null ? null : new Step(converter, path, target);
  }

  /**
   * The one operation of places that share a schema: the first in the order of their paths, so that
   * masking and unmasking agree on it whatever the order of the configured paths is.
   *
   * @return null when they are no leaves
   */
  static @Nullable FieldOperation operation(List<FieldNode> nodes) {
    return nodes.stream()
        .map(FieldNode::operation)
        .filter(Objects::nonNull)
        .min(Comparator.comparing(operation -> operation.path().toString()))
        .orElse(null);
  }

  /** The places below {@code [*]}. */
  static List<FieldNode> each(List<FieldNode> nodes) {
    return nodes.stream().map(FieldNode::each).filter(Objects::nonNull).toList();
  }

  /** The places below a name. */
  static List<FieldNode> named(List<FieldNode> nodes, String name) {
    return nodes.stream().map(node -> node.names().get(name)).filter(Objects::nonNull).toList();
  }

  /** All places below. */
  static List<FieldNode> children(List<FieldNode> nodes) {
    List<FieldNode> children = new ArrayList<>(each(nodes));
    nodes.forEach(node -> children.addAll(node.names().values()));
    return children;
  }

  /** Whether a step may give another value than the one it gets. */
  static boolean changes(@Nullable Step step) {
    return step != null && step.changes();
  }

  private @Nullable ValueConverter converter(
      Schema source, Schema target, List<FieldNode> nodes, @Nullable FieldPath path) {
    FieldOperation operation = operation(nodes);
    if (operation != null) {
      return operation.converter(source, target);
    }
    return switch (source.type()) {
      case STRUCT -> struct(source, target, nodes, path);
      case ARRAY -> array(source, target, nodes, path);
      case MAP -> map(source, target, nodes, path);
      default -> null;
    };
  }

  private ValueConverter struct(
      Schema source, Schema target, List<FieldNode> nodes, @Nullable FieldPath path) {
    List<Field> fields = source.fields();
    List<Field> targets = target.fields();
    @Nullable Step[] steps = new Step[fields.size()];
    boolean changes = source != target;
    for (int i = 0; i < steps.length; i++) {
      Schema to = targets.get(i).schema();
      steps[i] = step(fields.get(i).schema(), to, named(nodes, fields.get(i).name()), path);
      changes |= changes(steps[i]);
    }
    return changes
        ? new StructConverter(source, target, steps, path)
        : new Check(source, path, steps);
  }

  private @Nullable ValueConverter array(
      Schema source, Schema target, List<FieldNode> nodes, @Nullable FieldPath path) {
    Step step = step(source.valueSchema(), target.valueSchema(), each(nodes), path);
    if (step != null && step.changes()) {
      return new ArrayConverter(step, path);
    }
    return nodes.isEmpty() ? null : new Check(source, path, step);
  }

  private @Nullable ValueConverter map(
      Schema source, Schema target, List<FieldNode> nodes, @Nullable FieldPath path) {
    if (nodes.isEmpty() || !each(nodes).isEmpty()) {
      // A default that named entries share with [*] is masked throughout.
      Step step = step(source.valueSchema(), target.valueSchema(), children(nodes), path);
      if (step != null && step.changes()) {
        return new MapConverter(step, path);
      }
      return nodes.isEmpty() ? null : new Check(source, path, step);
    }
    Set<String> names = new LinkedHashSet<>();
    nodes.forEach(node -> names.addAll(node.names().keySet()));
    List<EntriesConverter.Entry> entries = new ArrayList<>();
    for (String name : names) {
      List<FieldNode> below = named(nodes, name);
      Step step = step(source.valueSchema(), target.valueSchema(), below, path);
      entries.add(new EntriesConverter.Entry(name, below.get(0).place(), step));
    }
    Step others = step(source.valueSchema(), target.valueSchema(), List.of(), path);
    return new EntriesConverter(entries, others, failOnMissing, path);
  }
}
