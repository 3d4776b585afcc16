package io.sealstream.benchmarks.servers;

/** A sentence for who runs a benchmark: what does not work, and what to do. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A sentence, with its full stop. */
  public BenchmarkException(String sentence) {
    super(sentence);
  }

  /** The same with what caused it. */
  public BenchmarkException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
