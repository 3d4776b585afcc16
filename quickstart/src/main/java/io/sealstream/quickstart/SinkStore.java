package io.sealstream.quickstart;

/** What a sink beside JDBC's has stored. */
interface SinkStore extends AutoCloseable {
  /** Which sink it is. */
  Sink sink();

  /** How many records are stored by now. */
  long count();

  /**
   * Compares what is stored with the table user_logins or with the topic.
   *
   * @param records how many records the topic has
   * @param rejected of how many logins the table has no row, since it cannot hold them
   */
  Comparison compare(long records, long rejected);

  @Override
  void close();

  /**
   * What a comparison found.
   *
   * @param same whether the store holds what it must
   * @param text what was compared, without a value
   */
  record Comparison(boolean same, String text) {}
}
