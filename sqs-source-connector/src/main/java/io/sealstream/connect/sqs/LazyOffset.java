package io.sealstream.connect.sqs;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source offset that decides what it says at the time at which Connect reads it to write it. */
final class LazyOffset extends AbstractMap<String, Object> {

  private final Supplier<Map<String, Object>> content;
  private @Nullable Set<Entry<String, Object>> written;

  /**
   * @param content asked once
   */
  LazyOffset(Supplier<Map<String, Object>> content) {
    this.content = content;
  }

  @Override
  public synchronized Set<Entry<String, Object>> entrySet() {
    Set<Entry<String, Object>> known = written;
    if (known == null) {
      known = content.get().entrySet();
      written = known;
    }
    return known;
  }

  /** Not what it says: a log line must decide nothing. */
  @Override
  public String toString() {
    return "what is listed";
  }
}
