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
    Map<Object, @Nullable Object> converted = new LinkedHashMap<>(Check.map(value, path));
    for (Map.Entry<Object, @Nullable Object> entry : converted.entrySet()) {
      entry.setValue(step.convert(entry.getValue()));
    }
    return converted;
  }
}
