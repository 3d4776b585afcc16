package io.sealstream.benchmarks.mask;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Where a thread is in its round of inputs. They fit into a processor's cache, and no two in a row
 * are equal. Public because JMH makes it.
 */
@State(Scope.Thread)
public class Ring {
  /** Inputs of a round; a power of two. */
  static final int SIZE = 64;

  private int position;

  /** 0 to {@link #SIZE} - 1, again and again. */
  int next() {
    position = (position + 1) & (SIZE - 1);
    return position;
  }
}
