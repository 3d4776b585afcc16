package io.sealstream.quickstart.ui;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the page shows of a pipeline, and what it can do with it.
 *
 * <p>{@link #read} is called by one thread; everything else by any, also meanwhile.
 */
public interface LivePipeline {
  /** What can be done with a connector. */
  enum Order {
    /** Its tasks stop to work, until it is resumed. */
    PAUSE,
    /** Its tasks work again. */
    RESUME,
    /** What of it failed starts anew; what runs is left alone. */
    RESTART
  }

  /**
   * Looks at all of it once.
   *
   * @param followed ids of messages of which to say where they are
   * @throws PipelineException if a part of it does not answer and never did
   */
  Reading read(Set<String> followed) throws PipelineException;

  /** Bodies of new logins, of addresses and devices that are nobody's. */
  List<String> generate(int count);

  /**
   * Sends bodies to the queue as they are.
   *
   * @param taken hears of each that the queue took, with the id that the queue gave it, also of
   *     those before one that it refuses
   * @throws PipelineException if the queue refuses one, or does not answer
   */
  void send(List<String> bodies, Consumer<String> taken) throws PipelineException;

  /**
   * Gives an order to the worker, which carries it out a moment later.
   *
   * @param connector one of those of a {@link Reading}
   * @throws PipelineException if the worker refuses it, or does not answer
   */
  void order(String connector, Order order) throws PipelineException;
}
