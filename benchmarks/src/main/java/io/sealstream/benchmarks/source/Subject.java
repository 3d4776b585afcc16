package io.sealstream.benchmarks.source;

import java.io.IOException;

/** What empties the queue in a process of its own, and is measured from outside. */
interface Subject extends AutoCloseable {

  /** For the table. */
  String name();

  /** Its process. */
  ProcessHandle handle();

  /** Throws when it has failed. */
  void requireRunning();

  @Override
  void close() throws IOException;
}
