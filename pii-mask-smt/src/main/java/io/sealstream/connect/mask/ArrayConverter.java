package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts every element of an array. */
final class ArrayConverter implements ValueConverter {
  private final Step step;
  private final @Nullable FieldPath path;

  /**
   * @param path of the array, for messages
   */
  ArrayConverter(Step step, @Nullable FieldPath path) {
    this.step = step;
    this.path = path;
  }

  @Override
  public Object convert(Object value) {
    List<@Nullable Object> converted = new ArrayList<>(Check.list(value, path));
    for (int i = 0; i < converted.size(); i++) {
      converted.set(i, step.convert(converted.get(i)));
    }
    return converted;
  }
}
