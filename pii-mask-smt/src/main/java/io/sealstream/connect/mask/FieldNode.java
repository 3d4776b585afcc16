package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configured paths as a tree: a node is a place in a record, and has either a mask or children.
 * Immutable.
 */
final class FieldNode {
  private final @Nullable FieldPath path;
  private final @Nullable FieldMask mask;
  private final Map<String, FieldNode> children;

  private FieldNode(
      @Nullable FieldPath path, @Nullable FieldMask mask, Map<String, FieldNode> children) {
    this.path = path;
    this.mask = mask;
    this.children = children;
  }

  /**
   * The tree of these masks.
   *
   * @param masks at least one; no path leads through another one
   */
  static FieldNode root(List<FieldMask> masks) {
    return inner(masks, 0);
  }

  private static FieldNode inner(List<FieldMask> masks, int depth) {
    Map<String, List<FieldMask>> byName =
        masks.stream()
            .collect(
                Collectors.groupingBy(
                    mask -> name(mask.path().segments().get(depth)),
                    LinkedHashMap::new,
                    Collectors.toCollection(ArrayList::new)));
    Map<String, FieldNode> children = new LinkedHashMap<>();
    byName.forEach((name, below) -> children.put(name, child(below, depth + 1)));
    FieldPath path = depth == 0 ? null : masks.get(0).path().prefix(depth);
    return new FieldNode(path, null, children);
  }

  private static String name(FieldPath.Segment segment) {
    return ((FieldPath.Name) segment).name();
  }

  private static FieldNode child(List<FieldMask> masks, int depth) {
    FieldMask first = masks.get(0);
    return first.path().segments().size() == depth
        ? new FieldNode(first.path(), first, Map.of())
        : inner(masks, depth);
  }

  /** Null for the root, which is the record's key or value itself. */
  @Nullable FieldPath path() {
    return path;
  }

  /** Null for a node with children. */
  @Nullable FieldMask mask() {
    return mask;
  }

  @Nullable FieldNode child(@Nullable Object name) {
    // A map of a record may have a null key, or one that is no text.
    return name instanceof String text ? children.get(text) : null;
  }

  Map<String, FieldNode> children() {
    return children;
  }
}
