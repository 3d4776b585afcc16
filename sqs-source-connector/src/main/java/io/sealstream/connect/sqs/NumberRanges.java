package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.List;

/**
 * Ascending numbers, written as ranges: {@code 3-7,12}. To stay short it may name numbers beside
 * them: those between two ranges that are close together. Not thread-safe.
 */
final class NumberRanges {

  /** More are merged. Each takes some 15 characters of every group. */
  private static final int MOST = 16;

  private record Range(long first, long last) {

    boolean has(long number) {
      return first <= number && number <= last;
    }

    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + "-" + last;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  /** Reads what {@link #toString} wrote. */
  static NumberRanges parse(String text) {
    NumberRanges parsed = new NumberRanges();
    if (!text.isEmpty()) {
      for (String range : text.split(",", -1)) {
        String[] ends = range.split("-", 2);
        parsed.add(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
      }
    }
    return parsed;
  }

  /** Adds a number larger than all before it. */
  void add(long number) {
    add(number, number);
  }

  /** Adds numbers that are all larger than those before. */
  void addAll(NumberRanges larger) {
    larger.ranges.forEach(range -> add(range.first(), range.last()));
  }

  private void add(long first, long last) {
    int end = ranges.size() - 1;
    if (end >= 0 && ranges.get(end).last() + 1 >= first) {
      ranges.set(end, new Range(ranges.get(end).first(), last));
    } else {
      ranges.add(new Range(first, last));
      mergeClosest();
    }
  }

  private void mergeClosest() {
    if (ranges.size() <= MOST) {
      return;
    }
    int closest = 1;
    for (int i = 2; i < ranges.size(); i++) {
      if (gapBefore(i) < gapBefore(closest)) {
        closest = i;
      }
    }
    Range before = ranges.get(closest - 1);
    ranges.set(closest - 1, new Range(before.first(), ranges.remove(closest).last()));
  }

  private long gapBefore(int range) {
    return ranges.get(range).first() - ranges.get(range - 1).last();
  }

  boolean contains(long number) {
    return ranges.stream().anyMatch(range -> range.has(number));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Range range : ranges) {
      text.append(text.isEmpty() ? "" : ",").append(range);
    }
    return text.toString();
  }
}
