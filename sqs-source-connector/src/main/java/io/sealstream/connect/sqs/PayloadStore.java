package io.sealstream.connect.sqs;

import java.util.concurrent.CompletableFuture;

/**
 * What the engine needs of S3. Every call returns at once; its future completes on a thread of the
 * client, and fails as those of {@link SqsQueue} do. Thread-safe.
 */
interface PayloadStore extends AutoCloseable {

  /**
   * Reads a payload, not more than its pointer announces. Fails with {@link PoisonException} where
   * it is not there, is longer than announced, or is no text in UTF-8.
   *
   * @param message what it belongs to, for errors, without any value
   */
  CompletableFuture<String> get(PayloadPointer pointer, String message);

  /** Deletes a payload; one that is not there is no error. The arguments are those of get. */
  CompletableFuture<Void> delete(PayloadPointer pointer, String message);

  /** Aborts what is under way. */
  @Override
  void close();
}
