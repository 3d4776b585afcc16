package io.sealstream.benchmarks.rig;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An SQS server in memory, in this process: it speaks the JSON protocol of SQS to any AWS SDK, and
 * can be slow, refuse, fail and be away as a test asks. Credentials and signatures are not checked.
 *
 * <p>Thread-safe. Daemon threads of its own, as many as {@link RigSettings#threads()}, do all the
 * work; none of them ever waits.
 */
public final class SqsRig implements AutoCloseable {

  private static final long CLOSES_WITHIN_MILLIS = 2000;

  private final EventLoopGroup threads;
  private final RigState state;
  private final RigServer server;

  private SqsRig(RigSettings settings) {
    this.threads =
        new NioEventLoopGroup(settings.threads(), new DefaultThreadFactory("sqs-rig", true));
    Queues queues = new Queues(new EventLoopTime(threads), settings, () -> endpoint().toString());
    this.state = new RigState(queues, settings.roundTrip());
    RigControl control = new RigControl(this);
    this.server = new RigServer(threads, settings.port(), () -> new RigConnection(state, control));
  }

  /** Starts a rig without queues. It listens when this returns. */
  public static SqsRig start(RigSettings settings) {
    return new SqsRig(settings);
  }

  /** Where it listens: what to give a client as its endpoint. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /**
   * Makes a queue, as the action CreateQueue does.
   *
   * @param name a FIFO queue if it ends in {@code .fifo}
   * @param attributes as SQS names them; those not given have SQS's defaults
   * @throws IllegalArgumentException for a name or attributes that SQS refuses
   */
  public RigQueue createQueue(String name, Map<String, String> attributes) {
    try {
      return new RigQueue(state.queues().create(name, attributes), state.queues().url(name));
    } catch (SqsException e) {
      throw new IllegalArgumentException(e.text(), e);
    }
  }

  /** A queue with SQS's defaults. */
  public RigQueue createQueue(String name) {
    return createQueue(name, Map.of());
  }

  /** A queue that exists; throws IllegalArgumentException for another name. */
  public RigQueue queue(String name) {
    HostedQueue queue = state.queues().find(name);
    if (queue == null) {
      throw new IllegalArgumentException("The rig has no queue " + name);
    }
    return new RigQueue(queue, state.queues().url(name));
  }

  /** Changes attributes, as the action SetQueueAttributes does. */
  public void setQueueAttributes(String name, Map<String, String> changes) {
    try {
      state.queues().change(state.queues().require(name), changes);
    } catch (SqsException e) {
      throw new IllegalArgumentException(e.text(), e);
    }
  }

  /** Deletes a queue at once, with what is in it; throws IllegalArgumentException if none is. */
  public void deleteQueue(String name) {
    queue(name);
    state.queues().delete(name);
  }

  /** From now on added to every answer, of receives that waited too. */
  public void roundTrip(Duration delay) {
    state.roundTrip(delay);
  }

  /** From now on what goes wrong, instead of what did before. */
  public void faults(Faults faults) {
    state.faults(faults);
  }

  /**
   * From now on the action is answered with an error, such as AccessDenied.
   *
   * @param action such as DeleteMessageBatch
   * @param code the error's code as the query protocol has it: what SDKs call the error code
   */
  public void refuse(String action, String code) {
    state.actions().refuse(action, code);
  }

  /** Ends {@link #refuse}. */
  public void allow(String action) {
    state.actions().allow(action);
  }

  /** The counters at this moment. */
  public RigStats stats() {
    return state.stats();
  }

  /** Counts requests from 0 again; the counts of queues stay. */
  public void resetCounters() {
    state.counters().reset();
  }

  /** True closes every connection and accepts none; false accepts again, at the same endpoint. */
  public void outage(boolean down) {
    if (down) {
      server.stop();
    } else {
      server.resume();
    }
  }

  /** An outage that ends by itself. Returns at once. */
  public void outage(Duration duration) {
    server.stopFor(duration.toMillis(), threads);
  }

  /** Closes every connection and ends the threads; what the queues held is gone. Again: nothing. */
  @Override
  public void close() {
    if (threads.isShuttingDown()) {
      return;
    }
    server.stop();
    threads
        .shutdownGracefully(0, CLOSES_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSES_WITHIN_MILLIS);
  }
}
