package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configured paths as a tree: a node is a place in a record, and has either an operation, or
 * children by name, or one child for {@code [*]}. Immutable.
 */
final class FieldNode {
  private final @Nullable FieldPath path;
  private final @Nullable FieldOperation operation;
  private final @Nullable FieldNode each;
  private final Map<String, FieldNode> names;

  private FieldNode(
      @Nullable FieldPath path,
      @Nullable FieldOperation operation,
      @Nullable FieldNode each,
      Map<String, FieldNode> names) {
    this.path = path;
    this.operation = operation;
    this.each = each;
    this.names = names;
  }

  /**
   * The tree of these operations.
   *
   * @param operations at least one; no path leads through another one, and none has a name where
   *     another one has {@code [*]}
   */
  static FieldNode root(List<? extends FieldOperation> operations) {
    return inner(List.copyOf(operations), 0);
  }

  private static FieldNode inner(List<FieldOperation> operations, int depth) {
    Map<FieldPath.Segment, List<FieldOperation>> bySegment =
        operations.stream()
            .collect(
                Collectors.groupingBy(
                    operation -> operation.path().segments().get(depth),
                    LinkedHashMap::new,
                    Collectors.toCollection(ArrayList::new)));
    FieldNode each = null;
    Map<String, FieldNode> names = new LinkedHashMap<>();
    for (Map.Entry<FieldPath.Segment, List<FieldOperation>> entry : bySegment.entrySet()) {
      FieldNode child = child(entry.getValue(), depth + 1);
      if (entry.getKey() instanceof FieldPath.Name name) {
        names.put(name.name(), child);
      } else {
        each = child;
      }
    }
    FieldPath path = depth == 0 ? null : operations.get(0).path().prefix(depth);
    return new FieldNode(path, null, each, names);
  }

  private static FieldNode child(List<FieldOperation> operations, int depth) {
    FieldOperation first = operations.get(0);
    return first.path().segments().size() == depth
        ? new FieldNode(first.path(), first, null, Map.of())
        : inner(operations, depth);
  }

  /** Null for the root, which is the record's key or value itself. */
  @Nullable FieldPath path() {
    return path;
  }

  /** The path of a node that is not the root. */
  FieldPath place() {
    return Objects.requireNonNull(path);
  }

  /** Null for a node with children. */
  @Nullable FieldOperation operation() {
    return operation;
  }

  /** The child for {@code [*]}; null for a node with an operation or names. */
  @Nullable FieldNode each() {
    return each;
  }

  /** The children by name; empty for a node with an operation or {@code [*]}. */
  Map<String, FieldNode> names() {
    return names;
  }
}
