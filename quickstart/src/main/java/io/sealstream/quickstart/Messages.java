package io.sealstream.quickstart;

import java.util.stream.Stream;

/** The bodies that a run sends, in their order. */
public interface Messages {
  /** How many there are. */
  long count();

  /** What they are, for the terminal, such as "the project's sample". */
  String description();

  /**
   * The bodies from the start, read as they are consumed; each call gives the same ones. To be
   * closed by the caller.
   *
   * @throws QuickstartException if they cannot be read
   */
  Stream<String> bodies();
}
