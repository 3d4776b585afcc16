package io.sealstream.connect.mask;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts every value of a map, whatever its keys are. */
final class MapConverter implements ValueConverter {
  private final Step step;
  private final @Nullable FieldPath path;

  /**
   * @param path of the map, for messages
   */
  MapConverter(Step step, @Nullable FieldPath path) {
    this.step = step;
    this.path = path;
  }

  @Override
  public Object convert(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Problems.wrongType(path, "MAP", Problems.typeName(value));
    }
    Map<Object, @Nullable Object> converted = new LinkedHashMap<>(map);
    for (Map.Entry<Object, @Nullable Object> entry : converted.entrySet()) {
      entry.setValue(step.convert(entry.getValue()));
    }
    return converted;
  }
}
